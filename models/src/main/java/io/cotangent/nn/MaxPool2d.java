package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/**
 * The largest element of every window: [N, C, H, W] to [N, C, P, Q]; its gradient flows to the
 * first of equals.
 *
 * <pre>{@code
 * Layer pool = new MaxPool2d(3, p -> p.stride(2).padding(1));
 * }</pre>
 */
public final class MaxPool2d extends MaxPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public MaxPool2d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public MaxPool2d(int kernel, UnaryOperator<Pooling> settings) {
    super(2, Ints.of(kernel), settings);
  }

  /** With settings and windows [H, W]. */
  public MaxPool2d(int[] kernel, UnaryOperator<Pooling> settings) {
    super(2, Ints.of(kernel), settings);
  }
}
