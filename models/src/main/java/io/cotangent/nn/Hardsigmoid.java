package io.cotangent.nn;

import io.cotangent.Tensor;

/** min(max(x + 3, 0), 6)/6. */
public final class Hardsigmoid extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Hardsigmoid() {
    super(Tensor::hardsigmoid);
  }
}
