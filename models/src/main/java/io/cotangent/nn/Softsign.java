package io.cotangent.nn;

import io.cotangent.Tensor;

/** x/(1 + |x|) (Bergstra et al. 2009). */
public final class Softsign extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Softsign() {
    super(Tensor::softsign);
  }
}
