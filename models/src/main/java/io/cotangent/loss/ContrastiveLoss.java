package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * t·d² + (1 − t)·max(0, margin − d)² for the distance d of two vectors (Hadsell et al. 2006), times
 * ½.
 *
 * @param margin how far apart other pairs shall be
 * @param reduction what is done with the losses of the elements
 */
public record ContrastiveLoss(double margin, Averaging reduction) {
  /** With the usual settings. */
  public ContrastiveLoss() {
    this(1, Averaging.MEAN);
  }

  /** With another margin. */
  public ContrastiveLoss margin(double value) {
    return new ContrastiveLoss(value, reduction);
  }

  /** With another reduction. */
  public ContrastiveLoss reduction(Averaging how) {
    return new ContrastiveLoss(margin, how);
  }

  /**
   * The loss of pairs of vectors [N, E].
   *
   * @param t [N], 1 where they belong together, else 0
   */
  public Tensor apply(Tensor x1, Tensor x2, Tensor t) {
    return MetricLosses.contrastive(x1, x2, t, margin, reduction);
  }
}
