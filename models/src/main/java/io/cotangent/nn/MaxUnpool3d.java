package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/**
 * The partial inverse of {@link MaxPool3d}: [N, C, P, Q, R] to [N, C, D, H, W], every maximum where
 * it was, zeros elsewhere; with the settings of the pool.
 */
public final class MaxUnpool3d extends MaxUnpoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public MaxUnpool3d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public MaxUnpool3d(int kernel, UnaryOperator<Pooling> settings) {
    super(3, Ints.of(kernel), settings);
  }

  /** With settings and windows [D, H, W]. */
  public MaxUnpool3d(int[] kernel, UnaryOperator<Pooling> settings) {
    super(3, Ints.of(kernel), settings);
  }
}
