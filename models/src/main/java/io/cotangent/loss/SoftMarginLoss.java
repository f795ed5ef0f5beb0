package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * log(1 + e^(−t·x)) for t = ±1.
 *
 * @param reduction what is done with the losses of the elements
 */
public record SoftMarginLoss(Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public SoftMarginLoss() {
    this(Averaging.MEAN);
  }

  /** With another reduction. */
  public SoftMarginLoss reduction(Averaging how) {
    return new SoftMarginLoss(how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.softMargin(x, t, reduction);
  }
}
