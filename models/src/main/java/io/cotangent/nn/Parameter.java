package io.cotangent.nn;

import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Tape;
import io.cotangent.op.Dispatch;
import io.cotangent.op.InPlace;

/**
 * A trainable tensor: it holds one leaf and replaces it. An optimizer's step reuses its memory; the
 * tensor that {@link #value} gave before is dead then, and using it throws {@link
 * io.cotangent.ReleasedException}.
 */
public final class Parameter {
  private Tensor value;
  private boolean trainable = true;

  /** A parameter with a copy of these values. */
  public Parameter(Tensor initial) {
    value = Tape.leaf(Memory.state(initial));
  }

  /** The current value, a leaf; without gradient while frozen. */
  public Tensor value() {
    return trainable ? value : value.detach();
  }

  /** Replaces the value by a copy of a tensor of the same shape and type. */
  public void set(Tensor replacement) {
    if (!replacement.shape().equals(value.shape()) || replacement.dtype() != value.dtype()) {
      throw new io.cotangent.ShapeException(
          "parameter: "
              + replacement.dtype()
              + replacement.shape()
              + " cannot replace "
              + value.dtype()
              + value.shape());
    }
    value = Tape.leaf(Memory.state(replacement));
  }

  /** Whether optimizers change it. */
  public boolean isTrainable() {
    return trainable;
  }

  /** Freezes or thaws it. */
  public void setTrainable(boolean on) {
    trainable = on;
  }

  /**
   * One step of an optimizer: the update's first state is this parameter, the others follow, then
   * what it reads.
   *
   * @return the new states after the parameter
   */
  public Tensor[] update(InPlace step, Tensor... statesAndInputs) {
    Tensor[] in = new Tensor[statesAndInputs.length + 1];
    in[0] = value.detach();
    System.arraycopy(statesAndInputs, 0, in, 1, statesAndInputs.length);
    Tensor[] out = Scope.outside(() -> Dispatch.update(step, in));
    value = Tape.leaf(out[0]);
    return java.util.Arrays.copyOfRange(out, 1, out.length);
  }
}
