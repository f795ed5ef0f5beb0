package io.cotangent.nn;

import io.cotangent.Tensor;

/** x·Φ(x), Φ the distribution function of the normal distribution (Hendrycks and Gimpel 2016). */
public final class Gelu extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Gelu() {
    super(Tensor::gelu);
  }
}
