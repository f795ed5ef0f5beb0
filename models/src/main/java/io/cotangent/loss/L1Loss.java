package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * |x − t|.
 *
 * @param reduction what is done with the losses of the elements
 */
public record L1Loss(Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public L1Loss() {
    this(Averaging.MEAN);
  }

  /** With another reduction. */
  public L1Loss reduction(Averaging how) {
    return new L1Loss(how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.l1(x, t, reduction);
  }
}
