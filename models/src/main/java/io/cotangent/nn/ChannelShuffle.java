package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Resampling;

/** Channels of [N, C, S…] in another order, one of each group in turn (Zhang et al. 2018). */
public final class ChannelShuffle extends Layer {
  private static final long serialVersionUID = 1;

  private final int groups;

  /** With so many groups. */
  public ChannelShuffle(int groups) {
    this.groups = groups;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Resampling.channelShuffle(x, groups);
  }

  @Override
  protected String describe() {
    return "ChannelShuffle " + groups;
  }
}
