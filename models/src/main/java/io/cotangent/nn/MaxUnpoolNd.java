package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Pooling;
import java.util.function.UnaryOperator;

/** What the partial inverses of maximum pooling have in common. */
abstract sealed class MaxUnpoolNd extends Module permits MaxUnpool1d, MaxUnpool2d, MaxUnpool3d {
  private static final long serialVersionUID = 1;

  private final Pooling pooling;

  MaxUnpoolNd(int axes, Ints kernel, UnaryOperator<Pooling> settings) {
    pooling = settings.apply(Spatial.windows(getClass(), axes, kernel));
  }

  /**
   * The values where their indices say, zeros elsewhere, with spatial lengths (P − 1)·stride −
   * 2·padding + kernel.
   *
   * @param x [N, C, P…] or [C, P…]
   * @param indices of x's shape, as {@code MaxPool.withIndices} gives them
   */
  public final Tensor apply(Tensor x, Tensor indices) {
    int n = pooling.kernel().rank();
    Spatial.require(describe(), x, n);
    int[] size = new int[n];
    for (int i = 0; i < n; i++) {
      int windows = x.dim(x.rank() - n + i) - 1;
      size[i] = windows * pooling.stride().get(i) - 2 * pooling.padding().get(i);
      size[i] += pooling.kernel().dim(i);
    }
    return apply(x, indices, size);
  }

  /** As {@link #apply(Tensor, Tensor)}, with other spatial lengths. */
  public final Tensor apply(Tensor x, Tensor indices, int... size) {
    return call(x, () -> unpool(x, indices, size));
  }

  private Tensor unpool(Tensor x, Tensor indices, int... size) {
    int n = pooling.kernel().rank();
    Spatial.require(describe(), x, n);
    if (!indices.shape().equals(x.shape()) || size.length != n) {
      throw new ShapeException(
          describe()
              + ": indices "
              + indices.shape()
              + " must have the shape of x, "
              + x.shape()
              + ", and the size "
              + n
              + " lengths, got "
              + Ints.of(size));
    }
    Shape lead = x.shape().range(0, x.rank() - n);
    int plane = Shape.of(size).size();
    for (long i : indices.toLongs()) {
      Shape.index(describe() + ": index", i, plane, false);
    }
    Tensor empty = Tensor.zeros(x.backend(), x.dtype(), Shape.of(lead.size(), plane));
    Tensor at = indices.reshape(lead.size(), -1);
    return empty.scatter(1, at, x.reshape(lead.size(), -1)).reshape(lead.concat(Shape.of(size)));
  }

  @Override
  protected final String describe() {
    return Spatial.describe(getClass(), pooling);
  }
}
