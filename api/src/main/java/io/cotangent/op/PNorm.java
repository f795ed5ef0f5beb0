package io.cotangent.op;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;

/**
 * The p-norm over axes, which stay with length 1: (Σ|x|ᵖ)^(1/p); for p = 0 the number of elements
 * that are not 0, for ±∞ the largest or smallest |x|.
 *
 * <p>With G the cotangent of y: G·sign(x)·|x|ᵖ⁻¹/yᵖ⁻¹, and 0 where x or y is 0.
 */
public record PNorm(double p, Ints axes) implements Composite.WithVjp {
  @Override
  public String label() {
    return "norm";
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor x = in[0];
    if (p == 0) {
      return x.ne(0).to(x.dtype()).sum(axes.toArray(), true);
    } else if (p == 1) {
      return x.abs().sum(axes.toArray(), true);
    } else if (p == 2) {
      return x.square().sum(axes.toArray(), true).sqrt();
    } else if (Double.isInfinite(p)) {
      return p > 0 ? x.abs().max(axes.toArray(), true) : x.abs().min(axes.toArray(), true);
    }
    return x.abs().pow(p).sum(axes.toArray(), true).pow(1 / p);
  }

  @Override
  public Shape shape(Tensor... in) {
    return in[0].shape().reduced(axes.toArray(), true);
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor y, boolean[] needs) {
    Tensor x = in[0];
    if (p == 0) {
      return g -> new Tensor[] {x.zerosLike()};
    } else if (p == 1) {
      return g -> new Tensor[] {g.times(x.sign())};
    } else if (Double.isInfinite(p)) {
      return g -> {
        Tensor ties = x.abs().eq(y).to(x.dtype());
        return new Tensor[] {g.times(x.sign()).times(ties.div(ties.sum(axes.toArray(), true)))};
      };
    }
    return g -> {
      Tensor none = y.eq(0);
      Tensor divisor = none.where(y.onesLike(), y);
      Tensor inner = none.where(g.zerosLike(), p == 2 ? g.div(divisor) : g.div(divisor.pow(p - 1)));
      if (p == 2) {
        return new Tensor[] {inner.times(x)};
      }
      Tensor zero = x.eq(0);
      Tensor size = zero.where(x.onesLike(), x).abs().pow(p - 1);
      return new Tensor[] {inner.times(zero.where(x.zerosLike(), x.sign().times(size)))};
    };
  }
}
