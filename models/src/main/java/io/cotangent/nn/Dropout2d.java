package io.cotangent.nn;

import io.cotangent.random.Rng;

/**
 * In training each channel of [N, C, H, W] is 0 as a whole with probability p, the others are
 * scaled by 1/(1 − p); in evaluation nothing (Tompson et al. 2015).
 */
public final class Dropout2d extends DropoutNd {
  private static final long serialVersionUID = 1;

  /** With 0 ≤ p &lt; 1. */
  public Dropout2d(double p, Rng rng) {
    super(2, p, rng);
  }
}
