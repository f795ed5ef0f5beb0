package io.cotangent.nn;

import io.cotangent.Tensor;

/** [N, …] to [N, product of the rest]. */
public final class Flatten extends Layer {
  private static final long serialVersionUID = 1;

  @Override
  protected Tensor forward(Tensor x) {
    return x.reshape(x.dim(0), x.shape().range(1, x.rank()).size());
  }
}
