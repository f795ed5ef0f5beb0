package io.cotangent.nn;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.Arrays;

/** What dropout of whole channels has in common. */
abstract sealed class DropoutNd extends Layer permits Dropout1d, Dropout2d, Dropout3d {
  private static final long serialVersionUID = 1;

  private final int axes;
  private final double p;
  private final Rng rng;

  DropoutNd(int axes, double p, Rng rng) {
    Dropout.check(getClass().getSimpleName(), p);
    this.axes = axes;
    this.p = p;
    this.rng = random("rng", rng);
  }

  @Override
  protected final Tensor forward(Tensor x) {
    Spatial.require(describe(), x, axes);
    if (!isTraining() || p == 0) {
      return x;
    }
    int[] d = x.shape().dims();
    Arrays.fill(d, d.length - axes, d.length, 1);
    Tensor like = Tensor.zeros(x.backend(), x.dtype(), Shape.of(d));
    return x.times(rng.dropoutMask(p, like));
  }

  @Override
  protected final String describe() {
    return getClass().getSimpleName() + " " + p;
  }
}
