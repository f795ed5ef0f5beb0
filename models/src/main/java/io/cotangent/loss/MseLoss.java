package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * (x − t)².
 *
 * @param reduction what is done with the losses of the elements
 */
public record MseLoss(Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public MseLoss() {
    this(Averaging.MEAN);
  }

  /** With another reduction. */
  public MseLoss reduction(Averaging how) {
    return new MseLoss(how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.mse(x, t, reduction);
  }
}
