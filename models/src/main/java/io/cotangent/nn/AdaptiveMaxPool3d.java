package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;

/**
 * Maxima of so many cells of [N, C, D, H, W] along each spatial axis, whatever the input's size.
 */
public final class AdaptiveMaxPool3d extends AdaptivePoolNd {
  private static final long serialVersionUID = 1;

  /** With so many cells along each axis, or one number for all; −1 keeps a length. */
  public AdaptiveMaxPool3d(int... size) {
    super(3, size);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return max(x).values();
  }

  /** The maxima and the flat index of each in the plane of its channel. */
  public ValuesAndIndices withIndices(Tensor x) {
    return call(x, () -> max(x));
  }
}
