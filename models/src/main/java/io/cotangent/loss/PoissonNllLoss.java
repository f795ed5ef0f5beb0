package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * Negative log-likelihood of counts; see {@link Losses#poissonNll}.
 *
 * @param logInput whether x is the logarithm of the rate
 * @param full whether Stirling's term is added
 * @param eps ε of rates
 * @param reduction what is done with the losses of the elements
 */
public record PoissonNllLoss(boolean logInput, boolean full, double eps, Averaging reduction)
    implements Loss {
  /** With PyTorch's defaults. */
  public PoissonNllLoss() {
    this(true, false, 1e-8, Averaging.MEAN);
  }

  /** With logarithms of rates, or rates. */
  public PoissonNllLoss logInput(boolean value) {
    return new PoissonNllLoss(value, full, eps, reduction);
  }

  /** With Stirling's term or without. */
  public PoissonNllLoss full(boolean value) {
    return new PoissonNllLoss(logInput, value, eps, reduction);
  }

  /** With another ε. */
  public PoissonNllLoss eps(double value) {
    return new PoissonNllLoss(logInput, full, value, reduction);
  }

  /** With another reduction. */
  public PoissonNllLoss reduction(Averaging how) {
    return new PoissonNllLoss(logInput, full, eps, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.poissonNll(x, t, logInput, full, eps, reduction);
  }
}
