package io.cotangent.nn;

import io.cotangent.Tensor;

/** x·tanh(log(1 + eˣ)) (Misra 2019). */
public final class Mish extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Mish() {
    super(Tensor::mish);
  }
}
