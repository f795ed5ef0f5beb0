package io.cotangent.loss;

import io.cotangent.Tensor;

/**
 * 1 − cos for t = 1, max(0, cos − margin) for t = −1; see {@link Losses#cosineEmbedding}.
 *
 * @param margin the largest cosine of other pairs
 * @param reduction what is done with the losses of the elements
 */
public record CosineEmbeddingLoss(double margin, Averaging reduction) {
  /** With PyTorch's defaults. */
  public CosineEmbeddingLoss() {
    this(0, Averaging.MEAN);
  }

  /** With another margin. */
  public CosineEmbeddingLoss margin(double value) {
    return new CosineEmbeddingLoss(value, reduction);
  }

  /** With another reduction. */
  public CosineEmbeddingLoss reduction(Averaging how) {
    return new CosineEmbeddingLoss(margin, how);
  }

  /**
   * The loss of pairs of vectors [N, E].
   *
   * @param t 1 where they belong together, else −1
   */
  public Tensor apply(Tensor x1, Tensor x2, Tensor t) {
    return Losses.cosineEmbedding(x1, x2, t, margin, reduction);
  }
}
