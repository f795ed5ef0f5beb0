package io.cotangent.op;

import io.cotangent.Tensor;

/**
 * An update of state, as an optimizer's step: the outputs take over the memory of the first inputs,
 * whose handles are then dead. Not recorded on the tape.
 */
public interface InPlace extends Fused {
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
}
