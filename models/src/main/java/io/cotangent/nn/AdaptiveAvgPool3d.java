package io.cotangent.nn;

import io.cotangent.Tensor;

/** Means of so many cells of [N, C, D, H, W] along each spatial axis, whatever the input's size. */
public final class AdaptiveAvgPool3d extends AdaptivePoolNd {
  private static final long serialVersionUID = 1;

  /** With so many cells along each axis, or one number for all; −1 keeps a length. */
  public AdaptiveAvgPool3d(int... size) {
    super(3, size);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return average(x);
  }
}
