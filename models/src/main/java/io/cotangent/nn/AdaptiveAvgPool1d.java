package io.cotangent.nn;

import io.cotangent.Tensor;

/** Means of so many cells of [N, C, L] along each spatial axis, whatever the input's size. */
public final class AdaptiveAvgPool1d extends AdaptivePoolNd {
  private static final long serialVersionUID = 1;

  /** With so many cells. */
  public AdaptiveAvgPool1d(int size) {
    super(1, size);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return average(x);
  }
}
