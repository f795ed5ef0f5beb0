package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * t·(log t − x) for log-probabilities x; see {@link Losses#klDiv}. Its mean over the batch is
 * {@code reduction(Averaging.BATCH_MEAN)}.
 *
 * @param logTarget whether t is a logarithm too
 * @param reduction what is done with the losses of the elements
 */
public record KlDivLoss(boolean logTarget, Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public KlDivLoss() {
    this(false, Averaging.MEAN);
  }

  /** With logarithms as targets, or without. */
  public KlDivLoss logTarget(boolean value) {
    return new KlDivLoss(value, reduction);
  }

  /** With another reduction. */
  public KlDivLoss reduction(Averaging how) {
    return new KlDivLoss(logTarget, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.klDiv(x, t, logTarget, reduction);
  }
}
