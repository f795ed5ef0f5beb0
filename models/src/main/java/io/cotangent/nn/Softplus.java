package io.cotangent.nn;

import io.cotangent.Tensor;

/** ln(1 + eˣ). */
public final class Softplus extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Softplus() {
    super(Tensor::softplus);
  }
}
