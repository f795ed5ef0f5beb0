package io.cotangent.nn;

import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.Arrays;

/** {@link AlphaDropout} of whole channels of [N, C, …], axis 1. */
public final class FeatureAlphaDropout extends Layer {
  private static final long serialVersionUID = 1;

  private final double p;
  private final Rng rng;

  /** With 0 ≤ p &lt; 1. */
  public FeatureAlphaDropout(double p, Rng rng) {
    Dropout.check("FeatureAlphaDropout", p);
    this.p = p;
    this.rng = random("rng", rng);
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() < 2) {
      throw new ShapeException(describe() + ": x must be [N, C, …], got " + x.shape());
    }
    if (!isTraining() || p == 0) {
      return x;
    }
    int[] mask = x.shape().dims();
    Arrays.fill(mask, 2, mask.length, 1);
    return AlphaDropout.drop(x, p, rng, Shape.of(mask));
  }

  @Override
  protected String describe() {
    return "FeatureAlphaDropout " + p;
  }
}
