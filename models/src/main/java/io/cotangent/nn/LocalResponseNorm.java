package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Normalization;

/**
 * x/(k + α·s/size)^β, s the sum of squares over {@code size} neighbouring channels of [N, C, S…]
 * (Krizhevsky et al. 2012).
 */
public final class LocalResponseNorm extends Layer {
  private static final long serialVersionUID = 1;

  private final int size;
  private final double alpha;
  private final double beta;
  private final double k;

  /** With α = 1e-4, β = 0.75, k = 1, as PyTorch has it. */
  public LocalResponseNorm(int size) {
    this(size, 1e-4, 0.75, 1);
  }

  /** Over so many channels. */
  public LocalResponseNorm(int size, double alpha, double beta, double k) {
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Normalization.localResponseNorm(x, size, alpha, beta, k);
  }

  @Override
  protected String describe() {
    return "LocalResponseNorm over " + size;
  }
}
