package io.cotangent.nn;

import java.util.function.UnaryOperator;

/**
 * Batch normalization of [N, C, D, H, W] (Ioffe and Szegedy 2015): in training with the batch's
 * statistics, which also move the running ones; in evaluation with the running ones. An empty batch
 * moves nothing.
 */
public final class BatchNorm3d extends ChannelNorm {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults: ε = 1e-5, momentum 0.1, scale and shift, running statistics. */
  public BatchNorm3d(int channels) {
    this(channels, s -> s);
  }

  /** With settings. */
  public BatchNorm3d(int channels, UnaryOperator<BatchNormSettings> settings) {
    super(3, channels, false, settings);
  }
}
