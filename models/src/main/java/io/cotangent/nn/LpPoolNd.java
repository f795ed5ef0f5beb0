package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Tensor;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/** What power means over windows have in common. */
abstract sealed class LpPoolNd extends Layer permits LpPool1d, LpPool2d, LpPool3d {
  private static final long serialVersionUID = 1;

  private final double p;
  private final Pooling pooling;

  LpPoolNd(int axes, double p, Ints kernel, UnaryOperator<Pooling> settings) {
    this.p = p;
    pooling = settings.apply(Spatial.windows(getClass(), axes, kernel));
  }

  @Override
  protected final Tensor forward(Tensor x) {
    Spatial.require(describe(), x, pooling.kernel().rank());
    return pooling.lp(x, p);
  }

  @Override
  protected final String describe() {
    return Spatial.describe(getClass(), pooling) + ", p = " + p;
  }
}
