package io.cotangent.nn;

import io.cotangent.Ints;
import java.util.function.UnaryOperator;

/**
 * The mean of every window: [N, C, L] to [N, C, P].
 *
 * <pre>{@code
 * Layer pool = new AvgPool1d(3, a -> a.stride(2).padding(1).countPadding(false));
 * }</pre>
 */
public final class AvgPool1d extends AvgPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows, side by side. */
  public AvgPool1d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings. */
  public AvgPool1d(int kernel, UnaryOperator<AvgPoolSettings> settings) {
    super(1, Ints.of(kernel), settings);
  }
}
