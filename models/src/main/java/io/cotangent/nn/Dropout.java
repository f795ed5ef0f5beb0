package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * In training each element is 0 with probability p, the others are scaled by 1/(1 − p); in
 * evaluation nothing (Srivastava et al. 2014).
 */
public final class Dropout extends Layer {
  private static final long serialVersionUID = 1;

  private final double p;
  private final Rng rng;

  /** With 0 ≤ p &lt; 1. */
  public Dropout(double p, Rng rng) {
    if (!(p >= 0 && p < 1)) {
      throw new ArgumentException("Dropout: p = " + p + " is outside [0, 1)");
    }
    this.p = p;
    this.rng = random("rng", rng);
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (!isTraining() || p == 0) {
      return x;
    }
    return x.times(rng.dropoutMask(p, x));
  }

  @Override
  protected String describe() {
    return "Dropout " + p;
  }
}
