package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * x for t = 1, max(0, margin − x) for t = −1.
 *
 * @param margin how far apart other pairs shall be
 * @param reduction what is done with the losses of the elements
 */
public record HingeEmbeddingLoss(double margin, Averaging reduction) implements Loss {
  /** With PyTorch's defaults. */
  public HingeEmbeddingLoss() {
    this(1, Averaging.MEAN);
  }

  /** With another margin. */
  public HingeEmbeddingLoss margin(double value) {
    return new HingeEmbeddingLoss(value, reduction);
  }

  /** With another reduction. */
  public HingeEmbeddingLoss reduction(Averaging how) {
    return new HingeEmbeddingLoss(margin, how);
  }

  @Override
  public Tensor apply(Tensor x, Tensor t) {
    return Losses.hingeEmbedding(x, t, margin, reduction);
  }
}
