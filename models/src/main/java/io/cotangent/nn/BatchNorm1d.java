package io.cotangent.nn;

import java.util.function.UnaryOperator;

/**
 * Batch normalization of [N, C] or [N, C, L] (Ioffe and Szegedy 2015): in training with the batch's
 * statistics, which also move the running ones; in evaluation with the running ones. An empty batch
 * moves nothing.
 */
public final class BatchNorm1d extends ChannelNorm {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults: ε = 1e-5, momentum 0.1, scale and shift, running statistics. */
  public BatchNorm1d(int channels) {
    this(channels, s -> s);
  }

  /** With settings. */
  public BatchNorm1d(int channels, UnaryOperator<BatchNormSettings> settings) {
    super(1, channels, false, settings);
  }
}
