package io.cotangent.nn;

import io.cotangent.Tensor;

/** x·σ(x) (Elfwing et al. 2017). */
public final class Silu extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Silu() {
    super(Tensor::silu);
  }
}
