package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Resampling;

/** [N…, C·r², H, W] to [N…, C, H·r, W·r] (Shi et al. 2016). */
public final class PixelShuffle extends Layer {
  private static final long serialVersionUID = 1;

  private final int factor;

  /** With a factor r. */
  public PixelShuffle(int factor) {
    this.factor = factor;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Resampling.pixelShuffle(x, factor);
  }

  @Override
  protected String describe() {
    return "PixelShuffle " + factor;
  }
}
