package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * x for x &gt; 0, else a·x; in training a is uniform in [low, high) for each element, in evaluation
 * (low + high)/2 (Xu et al. 2015).
 */
public final class RRelu extends Layer {
  private static final long serialVersionUID = 1;

  private final double low;
  private final double high;
  private final Rng rng;

  /** From 1/8 to 1/3, as PyTorch has it. */
  public RRelu(Rng rng) {
    this(1.0 / 8, 1.0 / 3, rng);
  }

  /** Within bounds. */
  public RRelu(double low, double high, Rng rng) {
    if (!(low <= high)) {
      throw new ArgumentException("RRelu: low " + low + " must not be above high " + high);
    }
    this.low = low;
    this.high = high;
    this.rng = random("rng", rng);
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (!isTraining()) {
      return x.leakyRelu((low + high) / 2);
    }
    Tensor slope = rng.uniform(x.backend(), x.dtype(), low, high, x.shape());
    return x.gt(0).where(x, x.times(slope));
  }

  @Override
  protected String describe() {
    return "RRelu " + low + " to " + high;
  }
}
