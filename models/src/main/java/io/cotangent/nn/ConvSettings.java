package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Convolution;
import io.cotangent.op.PadMode;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a convolution or a transposed one, immutable; PyTorch's defaults: stride 1, no
 * padding, dilation 1, one group, a bias.
 *
 * <pre>{@code
 * Layer conv = new Conv2d(3, 64, 7, rng, c -> c.stride(2).padding(3).bias(false));
 * }</pre>
 *
 * @param convolution strides, padding, dilation and groups
 * @param outputPadding added to the length at the end, of transposed convolutions alone
 * @param paddingMode what padding holds instead of zeros, null for zeros
 * @param bias whether there is a bias
 * @param init of the weight
 */
public record ConvSettings(
    Convolution convolution,
    Ints outputPadding,
    @Nullable PadMode paddingMode,
    boolean bias,
    Init init) {
  /** PyTorch's defaults. */
  public static final ConvSettings DEFAULT =
      new ConvSettings(Convolution.DEFAULT, Ints.of(0), null, true, Init.fanIn());

  private ConvSettings with(Convolution c) {
    return new ConvSettings(c, outputPadding, paddingMode, bias, init);
  }

  /** With other steps between positions of the kernel, one for all axes or one an axis. */
  public ConvSettings stride(int... steps) {
    return with(convolution.stride(steps));
  }

  /** With padding on both sides, one for all axes or one an axis. */
  public ConvSettings padding(int... elements) {
    return with(convolution.padding(elements));
  }

  /** With as much padding as keeps the lengths; an odd one stands at the end. Needs stride 1. */
  public ConvSettings samePadding() {
    return with(convolution.samePadding());
  }

  /** With spaced kernel elements, one for all axes or one an axis. */
  public ConvSettings dilation(int... spacing) {
    return with(convolution.dilation(spacing));
  }

  /** With groups of channels, each with a kernel of its own. */
  public ConvSettings groups(int count) {
    return with(convolution.groups(count));
  }

  /** With a longer output of a transposed convolution, one for all axes or one an axis. */
  public ConvSettings outputPadding(int... elements) {
    return new ConvSettings(convolution, Ints.of(elements), paddingMode, bias, init);
  }

  /** With padding that holds something else than zeros. */
  public ConvSettings paddingMode(PadMode mode) {
    return new ConvSettings(convolution, outputPadding, mode, bias, init);
  }

  /** With a bias or without. */
  public ConvSettings bias(boolean on) {
    return new ConvSettings(convolution, outputPadding, paddingMode, on, init);
  }

  /** With another initial weight. */
  public ConvSettings init(Init weight) {
    return new ConvSettings(convolution, outputPadding, paddingMode, bias, weight);
  }
}
