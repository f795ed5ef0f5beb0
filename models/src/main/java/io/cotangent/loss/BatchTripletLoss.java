package io.cotangent.loss;

import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;

/**
 * The triplet loss over triples that are found in the batch: max(0, d(a, p) − d(a, n) + margin)
 * with p of the anchor's label and n of another (Schroff et al. 2015; Hermans et al. 2017), d the
 * Euclidean distance. Its mean is over the triples or anchors that there are, 0 if there are none.
 *
 * @param margin how far apart examples of other labels shall be
 * @param mining which triples count
 * @param reduction of the losses of the triples: the mean or the sum
 */
public record BatchTripletLoss(double margin, Mining mining, Averaging reduction) implements Loss {
  /** Which triples of a batch count. */
  public enum Mining {
    /** All whose loss is positive. */
    ALL,
    /** For every anchor the farthest of its label and the nearest of another. */
    HARD,
    /** For every pair of a label the nearest of another that is farther away, if there is one. */
    SEMI_HARD
  }

  /** With margin 1 and hard mining. */
  public BatchTripletLoss() {
    this(1, Mining.HARD, Averaging.MEAN);
  }

  /** With another margin. */
  public BatchTripletLoss margin(double value) {
    return new BatchTripletLoss(value, mining, reduction);
  }

  /** With other triples. */
  public BatchTripletLoss mining(Mining which) {
    return new BatchTripletLoss(margin, which, reduction);
  }

  /** With another reduction: the mean or the sum. */
  public BatchTripletLoss reduction(Averaging how) {
    return new BatchTripletLoss(margin, mining, how);
  }

  /**
   * The loss of embeddings.
   *
   * @param x [N, E]
   * @param labels I32 or I64 [N]
   */
  @Override
  public Tensor apply(Tensor x, Tensor labels) {
    if (x.rank() != 2 || labels.rank() != 1 || labels.dim(0) != x.dim(0)) {
      throw new ShapeException(
          "batchTriplet: embeddings "
              + x.shape()
              + " and labels "
              + labels.shape()
              + " must be [N, E] and [N]");
    }
    Tensor d = x.cdist(x, 2);
    Tensor same = labels.unsqueeze(1).eq(labels.unsqueeze(0));
    Tensor self = Tensor.eye(x.dim(0)).to(x.backend()).ne(0);
    Tensor positive = same.and(self.not());
    Tensor negative = same.not();
    Tensor none = d.detach().zerosLike();
    Tensor infinite = none.plus(Double.POSITIVE_INFINITY);
    if (mining == Mining.HARD) {
      Tensor far = farthest(d, positive);
      Tensor near = nearest(d, negative, infinite);
      Tensor counts = positive.any(1).and(negative.any(1));
      return reduced(far.minus(near).plus(margin), counts, false);
    }
    Tensor gap = d.unsqueeze(2).minus(d.unsqueeze(1)).plus(margin); // [a, p, n]
    Tensor triple = positive.unsqueeze(2).and(negative.unsqueeze(1));
    if (mining == Mining.ALL) {
      return reduced(gap, triple, true);
    }
    Tensor farther = triple.and(d.unsqueeze(1).gt(d.unsqueeze(2)));
    Tensor distance = d.detach().unsqueeze(1).expand(gap.shape());
    Tensor least = farther.where(distance, none.unsqueeze(2).plus(Double.POSITIVE_INFINITY));
    Tensor index = least.argmin(2, true);
    Tensor picked = gap.gather(2, index).squeeze(2);
    return reduced(picked, farther.any(2), false);
  }

  private static Tensor farthest(Tensor d, Tensor among) {
    Tensor seen = among.where(d.detach(), d.detach().zerosLike().plus(-1));
    return d.gather(1, seen.argmax(1, true)).squeeze(1);
  }

  private static Tensor nearest(Tensor d, Tensor among, Tensor infinite) {
    Tensor seen = among.where(d.detach(), infinite);
    return d.gather(1, seen.argmin(1, true)).squeeze(1);
  }

  /** The reduction of max(0, gap) where it counts; of a mean, those above 0 alone if asked for. */
  private Tensor reduced(Tensor gap, Tensor counts, boolean positiveAlone) {
    Tensor loss = counts.where(gap, gap.zerosLike()).relu();
    Tensor total = loss.sum();
    if (reduction == Averaging.SUM) {
      return total;
    }
    Tensor counted = positiveAlone ? loss.detach().gt(0) : counts;
    return total.div(counted.to(DType.I64).sum().maximum(1).to(gap.dtype()));
  }
}
