package io.cotangent.nn;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * Dropout that keeps the mean 0 and the variance 1 of what {@link Selu} gives: in training an
 * element is α′ = −λα with probability p, and all become a·x + b with a = ((1 − p)(1 + p·α′²))^(−½)
 * and b = −a·p·α′ (Klambauer et al. 2017).
 */
public final class AlphaDropout extends Layer {
  private static final long serialVersionUID = 1;

  private static final double SATURATED = -1.0507009873554805 * 1.6732632423543772;

  private final double p;
  private final Rng rng;

  /** With 0 ≤ p &lt; 1. */
  public AlphaDropout(double p, Rng rng) {
    Dropout.check("AlphaDropout", p);
    this.p = p;
    this.rng = random("rng", rng);
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (!isTraining() || p == 0) {
      return x;
    }
    return drop(x, p, rng, x.shape());
  }

  /** Draws one number for each element of a mask that stretches to x. */
  static Tensor drop(Tensor x, double p, Rng rng, Shape mask) {
    double a = 1 / Math.sqrt((1 - p) * (1 + p * SATURATED * SATURATED));
    Tensor kept = rng.uniform(x.backend(), x.dtype(), 0, 1, mask).ge(p);
    Tensor y = kept.where(x, x.zerosLike().plus(SATURATED));
    return y.times(a).plus(-a * p * SATURATED);
  }

  @Override
  protected String describe() {
    return "AlphaDropout " + p;
  }
}
