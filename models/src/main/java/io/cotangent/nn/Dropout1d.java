package io.cotangent.nn;

import io.cotangent.random.Rng;

/**
 * In training each channel of [N, C, L] is 0 as a whole with probability p, the others are scaled
 * by 1/(1 − p); in evaluation nothing (Tompson et al. 2015).
 */
public final class Dropout1d extends DropoutNd {
  private static final long serialVersionUID = 1;

  /** With 0 ≤ p &lt; 1. */
  public Dropout1d(double p, Rng rng) {
    super(1, p, rng);
  }
}
