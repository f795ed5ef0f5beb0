package io.cotangent.op;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;

/**
 * y = log Σ exp(x) over axes, without overflow; ∂y/∂x = exp(x − y). The axes stay with length 1.
 */
public record LogSumExp(Ints axes) implements Composite.WithVjp {
  @Override
  public String label() {
    return "logSumExp";
  }

  @Override
  public Tensor decompose(Tensor... in) {
    if (in[0].size() == 0) { // of nothing −∞
      return in[0].sum(axes.toArray(), true).log();
    }
    Tensor top = in[0].max(axes.toArray(), true);
    Tensor finite = top.abs().eq(Double.POSITIVE_INFINITY).where(top.zerosLike(), top);
    return in[0].minus(finite).exp().sum(axes.toArray(), true).log().plus(finite);
  }

  @Override
  public Shape shape(Tensor... in) {
    return in[0].shape().reduced(axes.toArray(), true);
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    Tensor x = in[0];
    return g -> new Tensor[] {g.times(x.minus(out).exp())};
  }
}
