package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * 1 − (2·Σ p·t + s)/(Σ p + Σ t + s) of probabilities p = σ(x) and masks t of 0 and 1, the sums over
 * all axes but the first (Milletari et al. 2016).
 *
 * @param smooth s, which keeps empty masks defined
 * @param reduction what is done with the losses of the elements
 */
public record DiceLoss(double smooth, Averaging reduction) implements Loss {
  /** With the usual settings. */
  public DiceLoss() {
    this(1, Averaging.MEAN);
  }

  /** With another s. */
  public DiceLoss smooth(double value) {
    return new DiceLoss(value, reduction);
  }

  /** With another reduction. */
  public DiceLoss reduction(Averaging how) {
    return new DiceLoss(smooth, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return MetricLosses.dice(x, t, smooth, reduction);
  }
}
