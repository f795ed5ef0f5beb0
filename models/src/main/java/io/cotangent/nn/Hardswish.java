package io.cotangent.nn;

import io.cotangent.Tensor;

/** x·min(max(x + 3, 0), 6)/6 (Howard et al. 2019). */
public final class Hardswish extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Hardswish() {
    super(Tensor::hardswish);
  }
}
