package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * Negative log-likelihood of a normal distribution; see {@link Losses#gaussianNll}.
 *
 * @param full whether ½·log 2π is added
 * @param eps the least variance
 * @param reduction what is done with the losses of the elements
 */
public record GaussianNllLoss(boolean full, double eps, Averaging reduction) {
  /** With PyTorch's defaults. */
  public GaussianNllLoss() {
    this(false, 1e-6, Averaging.MEAN);
  }

  /** With the constant or without. */
  public GaussianNllLoss full(boolean value) {
    return new GaussianNllLoss(value, eps, reduction);
  }

  /** With another least variance. */
  public GaussianNllLoss eps(double value) {
    return new GaussianNllLoss(full, value, reduction);
  }

  /** With another reduction. */
  public GaussianNllLoss reduction(Averaging how) {
    return new GaussianNllLoss(full, eps, how);
  }

  /**
   * The loss of means x for targets t.
   *
   * @param variance that stretches to x
   */
  public Tensor apply(Tensor x, Tensor t, Tensor variance) {
    return Losses.gaussianNll(x, t, variance, full, eps, reduction);
  }
}
