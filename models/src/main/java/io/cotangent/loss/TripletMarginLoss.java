package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * max(0, d(a, p) − d(a, n) + margin); see {@link Losses#tripletMargin}.
 *
 * @param margin how far apart the other example shall be
 * @param p of the norm
 * @param eps ε of the distances
 * @param swap whether the smaller of d(a, n) and d(p, n) counts
 * @param reduction what is done with the losses of the elements
 */
public record TripletMarginLoss(
    double margin, double p, double eps, boolean swap, Averaging reduction) {
  /** With PyTorch's defaults. */
  public TripletMarginLoss() {
    this(1, 2, 1e-6, false, Averaging.MEAN);
  }

  /** With another margin. */
  public TripletMarginLoss margin(double value) {
    return new TripletMarginLoss(value, p, eps, swap, reduction);
  }

  /** With another norm. */
  public TripletMarginLoss p(double value) {
    return new TripletMarginLoss(margin, value, eps, swap, reduction);
  }

  /** With another ε. */
  public TripletMarginLoss eps(double value) {
    return new TripletMarginLoss(margin, p, value, swap, reduction);
  }

  /** With the smaller distance, or that of the anchor. */
  public TripletMarginLoss swap(boolean value) {
    return new TripletMarginLoss(margin, p, eps, value, reduction);
  }

  /** With another reduction. */
  public TripletMarginLoss reduction(Averaging how) {
    return new TripletMarginLoss(margin, p, eps, swap, how);
  }

  /**
   * The loss of triples [N, E].
   *
   * @param positive of the anchor's kind
   * @param negative of another kind
   */
  public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
    return Losses.tripletMargin(anchor, positive, negative, margin, p, eps, swap, reduction);
  }
}
