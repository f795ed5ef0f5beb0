package io.cotangent.nn;

import io.cotangent.Tensor;

/** x − tanh x. */
public final class Tanhshrink extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Tanhshrink() {
    super(Tensor::tanhshrink);
  }
}
