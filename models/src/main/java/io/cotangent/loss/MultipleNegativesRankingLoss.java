package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * Cross-entropy of the cosines of every anchor with every candidate, times a scale: the right one
 * has the anchor's index, the others of the batch are its negatives (Henderson et al. 2017).
 *
 * @param scale of cosines
 * @param reduction what is done with the losses of the elements
 */
public record MultipleNegativesRankingLoss(double scale, Averaging reduction) implements Loss {
  /** With the usual settings. */
  public MultipleNegativesRankingLoss() {
    this(20, Averaging.MEAN);
  }

  /** With another scale. */
  public MultipleNegativesRankingLoss scale(double value) {
    return new MultipleNegativesRankingLoss(value, reduction);
  }

  /** With another reduction. */
  public MultipleNegativesRankingLoss reduction(Averaging how) {
    return new MultipleNegativesRankingLoss(scale, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return MetricLosses.multipleNegatives(x, t, scale, reduction);
  }
}
