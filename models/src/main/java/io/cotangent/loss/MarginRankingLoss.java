package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * max(0, −t·(x₁ − x₂) + margin) for t = ±1.
 *
 * @param margin how far one shall be ahead
 * @param reduction what is done with the losses of the elements
 */
public record MarginRankingLoss(double margin, Averaging reduction) {
  /** With PyTorch's defaults. */
  public MarginRankingLoss() {
    this(0, Averaging.MEAN);
  }

  /** With another margin. */
  public MarginRankingLoss margin(double value) {
    return new MarginRankingLoss(value, reduction);
  }

  /** With another reduction. */
  public MarginRankingLoss reduction(Averaging how) {
    return new MarginRankingLoss(margin, how);
  }

  /**
   * The loss of pairs of scores.
   *
   * @param t 1 where x1 shall be the larger, else −1
   */
  public Tensor apply(Tensor x1, Tensor x2, Tensor t) {
    return Losses.marginRanking(x1, x2, t, margin, reduction);
  }
}
