package io.cotangent.nn;

import io.cotangent.Tensor;

/** x·Φ(x), Φ the normal distribution (Hendrycks and Gimpel 2016). */
public final class Gelu extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Gelu() {
    this(false);
  }

  /** With Φ, or its approximation by tanh, as GPT-2 has it. */
  public Gelu(boolean byTanh) {
    super(byTanh ? Tensor::geluTanh : Tensor::gelu);
  }
}
