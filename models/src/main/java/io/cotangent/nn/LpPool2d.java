package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/** (Σ xᵖ)^(1/p) of every window: [N, C, H, W] to [N, C, P, Q]. */
public final class LpPool2d extends LpPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public LpPool2d(double p, int kernel) {
    this(p, kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public LpPool2d(double p, int kernel, UnaryOperator<Pooling> settings) {
    super(2, p, Ints.of(kernel), settings);
  }

  /** With settings and windows [H, W]. */
  public LpPool2d(double p, int[] kernel, UnaryOperator<Pooling> settings) {
    super(2, p, Ints.of(kernel), settings);
  }
}
