package io.cotangent.loss;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean over classes of the binary cross-entropy of logits [N, C]; see {@link
 * Losses#multilabelSoftMargin}.
 *
 * @param weight of each class [C]; null for 1
 * @param reduction what is done with the losses of the elements
 */
public record MultiLabelSoftMarginLoss(@Nullable Tensor weight, Averaging reduction)
    implements Loss {
  /** With PyTorch's defaults. */
  public MultiLabelSoftMarginLoss() {
    this(null, Averaging.MEAN);
  }

  /** With weights of the classes, null for 1. */
  public MultiLabelSoftMarginLoss weight(@Nullable Tensor value) {
    return new MultiLabelSoftMarginLoss(value, reduction);
  }

  /** With another reduction. */
  public MultiLabelSoftMarginLoss reduction(Averaging how) {
    return new MultiLabelSoftMarginLoss(weight, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.multilabelSoftMargin(x, t, weight, reduction);
  }
}
