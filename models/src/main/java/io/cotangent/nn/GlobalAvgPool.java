package io.cotangent.nn;

import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;

/** The mean of each channel over all spatial axes: [N, C, S…] to [N, C]. */
public final class GlobalAvgPool extends Layer {
  private static final long serialVersionUID = 1;

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() < 3) {
      throw new ShapeException("GlobalAvgPool: x must be [N, C, S…], got " + x.shape());
    }
    int[] axes = new int[x.rank() - 2];
    Arrays.setAll(axes, i -> 2 + i);
    return x.mean(axes);
  }
}
