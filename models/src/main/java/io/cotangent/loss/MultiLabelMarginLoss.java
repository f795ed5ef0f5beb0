package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * Σ max(0, 1 − x_t + xᵢ)/C over the right classes t and the wrong ones i; see {@link
 * Losses#multiLabelMargin}.
 *
 * @param reduction what is done with the losses of the examples
 */
public record MultiLabelMarginLoss(Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public MultiLabelMarginLoss() {
    this(Averaging.MEAN);
  }

  /** With another reduction. */
  public MultiLabelMarginLoss reduction(Averaging how) {
    return new MultiLabelMarginLoss(how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.multiLabelMargin(x, t, reduction);
  }
}
