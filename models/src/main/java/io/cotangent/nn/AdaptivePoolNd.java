package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import io.cotangent.op.Pooling;

/** What pools with a fixed size of the output have in common. */
abstract sealed class AdaptivePoolNd extends Layer
    permits AdaptiveAvgPool1d,
        AdaptiveAvgPool2d,
        AdaptiveAvgPool3d,
        AdaptiveMaxPool1d,
        AdaptiveMaxPool2d,
        AdaptiveMaxPool3d {
  private static final long serialVersionUID = 1;

  private final Ints size;

  AdaptivePoolNd(int axes, int... size) {
    this.size = Ints.of(size).perAxis(getClass().getSimpleName() + ": size", axes);
  }

  final Tensor average(Tensor x) {
    Spatial.require(describe(), x, size.size());
    return Pooling.adaptiveAverage(x, size.toArray());
  }

  final ValuesAndIndices max(Tensor x) {
    Spatial.require(describe(), x, size.size());
    return Pooling.adaptiveMax(x, size.toArray());
  }

  @Override
  protected final String describe() {
    return getClass().getSimpleName() + " " + size;
  }
}
