package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/**
 * The partial inverse of {@link MaxPool2d}: [N, C, P, Q] to [N, C, H, W], every maximum where it
 * was, zeros elsewhere; with the settings of the pool.
 */
public final class MaxUnpool2d extends MaxUnpoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public MaxUnpool2d(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public MaxUnpool2d(int kernel, UnaryOperator<Pooling> settings) {
    super(2, Ints.of(kernel), settings);
  }

  /** With settings and windows [H, W]. */
  public MaxUnpool2d(int[] kernel, UnaryOperator<Pooling> settings) {
    super(2, Ints.of(kernel), settings);
  }
}
