package io.cotangent.nn;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Tape;
import java.util.Arrays;

/**
 * Weight normalization (Salimans and Kingma 2016): g·v/‖v‖ in the place of a weight, v its leaf and
 * the norm over all axes but the first. It begins with the weight as it is.
 */
public final class WeightNorm extends Reparameterization {
  private static final long serialVersionUID = 1;

  private final Parameter g;

  /** Over a parameter of one or more axes. */
  public WeightNorm(Parameter over) {
    g = parameter("g", Tape.untracked(() -> norm(over.leaf().detach())));
  }

  private static Tensor norm(Tensor v) {
    int[] d = new int[v.rank()];
    Arrays.fill(d, 1);
    d[0] = v.dim(0);
    return v.reshape(v.dim(0), -1).square().sum(1).sqrt().reshape(Shape.of(d));
  }

  @Override
  protected Tensor forward(Tensor v) {
    return v.times(g.value().div(norm(v)));
  }
}
