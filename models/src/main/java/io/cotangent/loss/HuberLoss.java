package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * d²/2 for d = |x − t| ≤ δ, else δ·(d − δ/2) (Huber 1964).
 *
 * @param delta δ
 * @param reduction what is done with the losses of the elements
 */
public record HuberLoss(double delta, Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public HuberLoss() {
    this(1, Averaging.MEAN);
  }

  /** With another δ. */
  public HuberLoss delta(double value) {
    return new HuberLoss(value, reduction);
  }

  /** With another reduction. */
  public HuberLoss reduction(Averaging how) {
    return new HuberLoss(delta, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.huber(x, t, delta, reduction);
  }
}
