package io.cotangent.loss;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Negative log-likelihood of log-probabilities [N, C, S…] and classes [N, S…]; see {@link
 * Losses#nll}.
 *
 * @param weight of each class [C]; null for 1
 * @param ignoreIndex the class whose samples count 0 and are not read; null for none
 * @param reduction what is done with the losses of the elements
 */
public record NllLoss(@Nullable Tensor weight, @Nullable Long ignoreIndex, Averaging reduction)
    implements Loss {
  /** With PyTorch's defaults. */
  public NllLoss() {
    this(null, -100L, Averaging.MEAN);
  }

  /** With weights of the classes, null for 1. */
  public NllLoss weight(@Nullable Tensor value) {
    return new NllLoss(value, ignoreIndex, reduction);
  }

  /** With another class that is ignored. */
  public NllLoss ignoreIndex(long value) {
    return ignoreIndex((Long) value);
  }

  /** With another class that is ignored, null for none. */
  public NllLoss ignoreIndex(@Nullable Long value) {
    return new NllLoss(weight, value, reduction);
  }

  /** With another reduction. */
  public NllLoss reduction(Averaging how) {
    return new NllLoss(weight, ignoreIndex, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.nll(x, t, weight, ignoreIndex, reduction);
  }
}
