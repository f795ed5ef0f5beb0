package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * d²/(2β) for d = |x − t| &lt; β, else d − β/2.
 *
 * @param beta β
 * @param reduction what is done with the losses of the elements
 */
public record SmoothL1Loss(double beta, Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public SmoothL1Loss() {
    this(1, Averaging.MEAN);
  }

  /** With another β. */
  public SmoothL1Loss beta(double value) {
    return new SmoothL1Loss(value, reduction);
  }

  /** With another reduction. */
  public SmoothL1Loss reduction(Averaging how) {
    return new SmoothL1Loss(beta, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.smoothL1(x, t, beta, reduction);
  }
}
