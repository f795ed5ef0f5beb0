package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/**
 * The partial inverse of {@link MaxPool1d}: [N, C, P] to [N, C, L], every maximum where it was,
 * zeros elsewhere; with the settings of the pool.
 */
public final class MaxUnpool1d extends MaxUnpoolNd {
  private static final long serialVersionUID = 1;

  /** Windows, side by side. */
  public MaxUnpool1d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings. */
  public MaxUnpool1d(int kernel, UnaryOperator<Pooling> settings) {
    super(1, Ints.of(kernel), settings);
  }
}
