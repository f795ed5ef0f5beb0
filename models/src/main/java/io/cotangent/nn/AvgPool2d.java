package io.cotangent.nn;

import io.cotangent.Ints;
import java.util.function.UnaryOperator;

/**
 * The mean of every window: [N, C, H, W] to [N, C, P, Q].
 *
 * <pre>{@code
 * Layer pool = new AvgPool2d(3, a -> a.stride(2).padding(1).countPadding(false));
 * }</pre>
 */
public final class AvgPool2d extends AvgPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public AvgPool2d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public AvgPool2d(int kernel, UnaryOperator<AvgPoolSettings> settings) {
    super(2, Ints.of(kernel), settings);
  }

  /** With settings and windows [H, W]. */
  public AvgPool2d(int[] kernel, UnaryOperator<AvgPoolSettings> settings) {
    super(2, Ints.of(kernel), settings);
  }
}
