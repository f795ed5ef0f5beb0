package io.cotangent.loss;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import java.util.function.BinaryOperator;

/**
 * max(0, d(a, p) − d(a, n) + margin) for a distance of the caller's.
 *
 * @param distance of two batches, one number an example
 * @param margin how far apart the other example shall be
 * @param swap whether the smaller of d(a, n) and d(p, n) counts
 * @param reduction what is done with the losses of the examples
 */
public record TripletMarginWithDistanceLoss(
    BinaryOperator<Tensor> distance, double margin, boolean swap, Averaging reduction) {
  /** Checks the margin. */
  public TripletMarginWithDistanceLoss {
    if (!(margin > 0)) {
      throw new ArgumentException("tripletMargin: margin " + margin + " must be positive");
    }
  }

  /** With PyTorch's defaults: the Euclidean distance, margin 1. */
  public TripletMarginWithDistanceLoss() {
    this((a, b) -> a.pairwiseDistance(b, 2, 1e-6, false));
  }

  /** With a distance. */
  public TripletMarginWithDistanceLoss(BinaryOperator<Tensor> distance) {
    this(distance, 1, false, Averaging.MEAN);
  }

  /** With another margin. */
  public TripletMarginWithDistanceLoss margin(double value) {
    return new TripletMarginWithDistanceLoss(distance, value, swap, reduction);
  }

  /** With the smaller distance, or that of the anchor. */
  public TripletMarginWithDistanceLoss swap(boolean value) {
    return new TripletMarginWithDistanceLoss(distance, margin, value, reduction);
  }

  /** With another reduction. */
  public TripletMarginWithDistanceLoss reduction(Averaging how) {
    return new TripletMarginWithDistanceLoss(distance, margin, swap, how);
  }

  /**
   * The loss of triples.
   *
   * @param positive of the anchor's kind
   * @param negative of another kind
   */
  public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
    Tensor far = distance.apply(anchor, negative);
    if (swap) {
      far = far.minimum(distance.apply(positive, negative));
    }
    Tensor near = distance.apply(anchor, positive);
    return reduction.of(near.minus(far).plus(margin).clamp(0, Double.POSITIVE_INFINITY));
  }
}
