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

  /** With p = 0.5, as PyTorch has it. */
  public Dropout(Rng rng) {
    this(0.5, rng);
  }

  /** With 0 ≤ p &lt; 1. */
  public Dropout(double p, Rng rng) {
    check("Dropout", p);
    this.p = p;
    this.rng = random("rng", rng);
  }

  static void check(String layer, double p) {
    if (!(p >= 0 && p < 1)) {
      throw new ArgumentException(layer + ": p = " + p + " is outside [0, 1)");
    }
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
