package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/**
 * The largest element of every window: [N, C, D, H, W] to [N, C, P, Q, R]; its gradient flows to
 * the first of equals.
 *
 * <pre>{@code
 * Layer pool = new MaxPool3d(3, p -> p.stride(2).padding(1));
 * }</pre>
 */
public final class MaxPool3d extends MaxPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public MaxPool3d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public MaxPool3d(int kernel, UnaryOperator<Pooling> settings) {
    super(3, Ints.of(kernel), settings);
  }

  /** With settings and windows [D, H, W]. */
  public MaxPool3d(int[] kernel, UnaryOperator<Pooling> settings) {
    super(3, Ints.of(kernel), settings);
  }
}
