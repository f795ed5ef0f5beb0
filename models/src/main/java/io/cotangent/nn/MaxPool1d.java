package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/**
 * The largest element of every window: [N, C, L] to [N, C, P]; its gradient flows to the first of
 * equals.
 *
 * <pre>{@code
 * Layer pool = new MaxPool1d(3, p -> p.stride(2).padding(1));
 * }</pre>
 */
public final class MaxPool1d extends MaxPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows, side by side. */
  public MaxPool1d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings. */
  public MaxPool1d(int kernel, UnaryOperator<Pooling> settings) {
    super(1, Ints.of(kernel), settings);
  }
}
