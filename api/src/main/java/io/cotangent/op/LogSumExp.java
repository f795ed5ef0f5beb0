package io.cotangent.op;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;

/**
 * y = log Σ exp(x) over axes, without overflow; ∂y/∂x = exp(x)/Σ exp(x), and 0 where all x are −∞.
 * The axes stay with length 1.
 */
public record LogSumExp(Ints axes) implements Composite.WithVjp {
  @Override
  public String label() {
    return "logSumExp";
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor top = finiteTop(in[0], axes.toArray());
    return in[0].minus(top).exp().sum(axes.toArray(), true).log().plus(top);
  }

  /**
   * The largest element along axes, which stay with length 1; 0 for ±∞ and of nothing. No gradient
   * flows.
   */
  static Tensor finiteTop(Tensor x, int... axes) {
    if (x.size() == 0) {
      return Tensor.zeros(x.backend(), x.dtype(), x.shape().reduced(axes, true));
    }
    Tensor top = x.detach().max(axes, true);
    return Masks.without(top.isInf(), top);
  }

  @Override
  public Shape shape(Tensor... in) {
    return in[0].shape().reduced(axes.toArray(), true);
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    Tensor x = in[0];
    int[] over = axes.toArray();
    return g -> {
      // exp(x − y) would be rounded away with y where x is large, so the sum is made again.
      Tensor none = out.eq(Double.NEGATIVE_INFINITY);
      Tensor some = Masks.without(none, x);
      Tensor e = some.minus(finiteTop(some, over)).exp();
      return new Tensor[] {Masks.without(none, g).times(e.div(e.sum(over, true)))};
    };
  }
}
