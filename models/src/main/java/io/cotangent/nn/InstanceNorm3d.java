package io.cotangent.nn;

import java.util.function.UnaryOperator;

/**
 * Normalization of every channel of every example of [N, C, D, H, W] by itself (Ulyanov et al.
 * 2016), in evaluation too unless running statistics are tracked; [C, D, H, W] is one example.
 */
public final class InstanceNorm3d extends ChannelNorm {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults: ε = 1e-5, no scale and shift, no running statistics. */
  public InstanceNorm3d(int channels) {
    this(channels, s -> s);
  }

  /** With settings. */
  public InstanceNorm3d(int channels, UnaryOperator<BatchNormSettings> settings) {
    super(3, channels, true, settings);
  }
}
