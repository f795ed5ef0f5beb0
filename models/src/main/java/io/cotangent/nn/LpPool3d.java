package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/** (Σ xᵖ)^(1/p) of every window: [N, C, D, H, W] to [N, C, P, Q, R]. */
public final class LpPool3d extends LpPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, side by side. */
  public LpPool3d(double p, int kernel) {
    this(p, kernel, s -> s);
  }

  /** With settings, windows of one length along all axes. */
  public LpPool3d(double p, int kernel, UnaryOperator<Pooling> settings) {
    super(3, p, Ints.of(kernel), settings);
  }

  /** With settings and windows [D, H, W]. */
  public LpPool3d(double p, int[] kernel, UnaryOperator<Pooling> settings) {
    super(3, p, Ints.of(kernel), settings);
  }
}
