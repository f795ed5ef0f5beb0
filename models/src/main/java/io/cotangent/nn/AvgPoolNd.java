package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Tensor;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/** What means over windows have in common. */
abstract sealed class AvgPoolNd extends Layer permits AvgPool1d, AvgPool2d, AvgPool3d {
  private static final long serialVersionUID = 1;

  private final AvgPoolSettings settings;

  AvgPoolNd(int axes, Ints kernel, UnaryOperator<AvgPoolSettings> settings) {
    Pooling windows = Spatial.windows(getClass(), axes, kernel);
    this.settings = settings.apply(new AvgPoolSettings(windows, true, null));
  }

  @Override
  protected final Tensor forward(Tensor x) {
    Pooling p = settings.pooling();
    Spatial.require(describe(), x, p.kernel().rank());
    Double divisor = settings.divisor();
    return divisor == null ? p.average(x, settings.countPadding()) : p.average(x, divisor);
  }

  @Override
  protected final String describe() {
    return Spatial.describe(getClass(), settings.pooling());
  }
}
