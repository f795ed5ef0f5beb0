package io.cotangent.loss;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Σ max(0, margin − x_c + xᵢ)ᵖ/C over the wrong classes; see {@link Losses#multiMargin}.
 *
 * @param p 1 or 2
 * @param margin how far the right class shall be ahead
 * @param weight of each class [C]; null for 1
 * @param reduction what is done with the losses of the elements
 */
public record MultiMarginLoss(int p, double margin, @Nullable Tensor weight, Averaging reduction)
    implements Loss {
  /** With PyTorch's defaults. */
  public MultiMarginLoss() {
    this(1, 1, null, Averaging.MEAN);
  }

  /** With another power. */
  public MultiMarginLoss p(int value) {
    return new MultiMarginLoss(value, margin, weight, reduction);
  }

  /** With another margin. */
  public MultiMarginLoss margin(double value) {
    return new MultiMarginLoss(p, value, weight, reduction);
  }

  /** With weights of the classes, null for 1. */
  public MultiMarginLoss weight(@Nullable Tensor value) {
    return new MultiMarginLoss(p, margin, value, reduction);
  }

  /** With another reduction. */
  public MultiMarginLoss reduction(Averaging how) {
    return new MultiMarginLoss(p, margin, weight, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.multiMargin(x, t, p, margin, weight, reduction);
  }
}
