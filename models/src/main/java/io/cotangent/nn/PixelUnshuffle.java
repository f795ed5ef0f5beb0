package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Resampling;

/** [N…, C, H·r, W·r] to [N…, C·r², H, W]. */
public final class PixelUnshuffle extends Layer {
  private static final long serialVersionUID = 1;

  private final int factor;

  /** With a factor r. */
  public PixelUnshuffle(int factor) {
    this.factor = factor;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Resampling.pixelUnshuffle(x, factor);
  }

  @Override
  protected String describe() {
    return "PixelUnshuffle " + factor;
  }
}
