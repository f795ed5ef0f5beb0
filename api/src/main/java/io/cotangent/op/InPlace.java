package io.cotangent.op;

import io.cotangent.Tensor;
import io.cotangent.autograd.Rule;
import org.jspecify.annotations.Nullable;

/**
 * An update of state, as an optimizer's step: the outputs take over the memory of the first inputs,
 * whose handles are then dead. Not recorded on the tape.
 */
public interface InPlace extends Fused, Rule {
  /** The class's name, as {@code adamStep}. */
  @Override
  default String label() {
    String name = getClass().getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** How many inputs are states; the others are read. */
  int states();

  /** The new states, in terms of other operations. */
  Tensor[] decompose(Tensor... in);

  /** Null: an update is not differentiated. */
  @Override
  default @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return null;
  }
}
