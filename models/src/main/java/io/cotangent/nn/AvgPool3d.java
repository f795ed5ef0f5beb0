package io.cotangent.nn;

import io.cotangent.Ints;
import java.util.function.UnaryOperator;

/**
 * The mean of every window: [N, C, D, H, W] to [N, C, P, Q, R].
 *
 * <pre>{@code
 * Layer pool = new AvgPool3d(3, a -> a.stride(2).padding(1).countPadding(false));
 * }</pre>
 */
public final class AvgPool3d extends AvgPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public AvgPool3d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public AvgPool3d(int kernel, UnaryOperator<AvgPoolSettings> settings) {
    super(3, Ints.of(kernel), settings);
  }

  /** With settings and windows [D, H, W]. */
  public AvgPool3d(int[] kernel, UnaryOperator<AvgPoolSettings> settings) {
    super(3, Ints.of(kernel), settings);
  }
}
