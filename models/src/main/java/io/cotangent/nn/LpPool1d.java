package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/** (Σ xᵖ)^(1/p) of every window: [N, C, L] to [N, C, P]. */
public final class LpPool1d extends LpPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows, side by side. */
  public LpPool1d(double p, int kernel) {
    this(p, kernel, s -> s);
  }

  /** With settings. */
  public LpPool1d(double p, int kernel, UnaryOperator<Pooling> settings) {
    super(1, p, Ints.of(kernel), settings);
  }
}
