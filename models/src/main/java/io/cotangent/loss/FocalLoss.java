package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * Binary cross-entropy of logits in which easy examples count less: αₜ·(1 − pₜ)^γ·(−log pₜ), pₜ the
 * probability of the right answer (Lin et al. 2017).
 *
 * @param alpha α of positive examples, 1 − α of others; negative for no such factor
 * @param gamma γ
 * @param reduction what is done with the losses of the elements
 */
public record FocalLoss(double alpha, double gamma, Averaging reduction) implements Loss {
  /** With the usual settings. */
  public FocalLoss() {
    this(0.25, 2, Averaging.MEAN);
  }

  /** With another α. */
  public FocalLoss alpha(double value) {
    return new FocalLoss(value, gamma, reduction);
  }

  /** With another γ. */
  public FocalLoss gamma(double value) {
    return new FocalLoss(alpha, value, reduction);
  }

  /** With another reduction. */
  public FocalLoss reduction(Averaging how) {
    return new FocalLoss(alpha, gamma, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return MetricLosses.focal(x, t, alpha, gamma, reduction);
  }
}
