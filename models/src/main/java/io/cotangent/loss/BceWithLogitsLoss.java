package io.cotangent.loss;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross-entropy of logits; see {@link Losses#bceWithLogits}.
 *
 * @param weight of each element, that stretches to x; null for 1
 * @param positiveWeight factor of positive examples, that stretches to x; null for 1
 * @param reduction what is done with the losses of the elements
 */
public record BceWithLogitsLoss(
    @Nullable Tensor weight, @Nullable Tensor positiveWeight, Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public BceWithLogitsLoss() {
    this(null, null, Averaging.MEAN);
  }

  /** With weights of the elements, null for 1. */
  public BceWithLogitsLoss weight(@Nullable Tensor value) {
    return new BceWithLogitsLoss(value, positiveWeight, reduction);
  }

  /** With a factor of positive examples, null for 1. */
  public BceWithLogitsLoss positiveWeight(@Nullable Tensor value) {
    return new BceWithLogitsLoss(weight, value, reduction);
  }

  /** With another reduction. */
  public BceWithLogitsLoss reduction(Averaging how) {
    return new BceWithLogitsLoss(weight, positiveWeight, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.bceWithLogits(x, t, weight, positiveWeight, reduction);
  }
}
