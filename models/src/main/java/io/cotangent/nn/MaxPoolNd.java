package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/** What maxima over windows have in common. */
abstract sealed class MaxPoolNd extends Layer permits MaxPool1d, MaxPool2d, MaxPool3d {
  private static final long serialVersionUID = 1;

  private final Pooling pooling;

  MaxPoolNd(int axes, Ints kernel, UnaryOperator<Pooling> settings) {
    pooling = settings.apply(Spatial.windows(getClass(), axes, kernel));
  }

  @Override
  protected final Tensor forward(Tensor x) {
    Spatial.require(describe(), x, pooling.kernel().rank());
    return pooling.max(x);
  }

  /**
   * The maxima, and where each is: its flat index in the plane of its channel, without padding, as
   * {@code MaxUnpool} takes it.
   */
  public final ValuesAndIndices withIndices(Tensor x) {
    Spatial.require(describe(), x, pooling.kernel().rank());
    return call(x, () -> pooling.maxWithIndices(x));
  }

  @Override
  protected final String describe() {
    return Spatial.describe(getClass(), pooling);
  }
}
