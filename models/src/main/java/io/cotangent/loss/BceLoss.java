package io.cotangent.loss;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross-entropy of probabilities; see {@link Losses#bce}.
 *
 * @param weight of each element, that stretches to x; null for 1
 * @param reduction what is done with the losses of the elements
 */
public record BceLoss(@Nullable Tensor weight, Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public BceLoss() {
    this(null, Averaging.MEAN);
  }

  /** With weights of the elements, null for 1. */
  public BceLoss weight(@Nullable Tensor value) {
    return new BceLoss(value, reduction);
  }

  /** With another reduction. */
  public BceLoss reduction(Averaging how) {
    return new BceLoss(weight, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.bce(x, t, weight, reduction);
  }
}
