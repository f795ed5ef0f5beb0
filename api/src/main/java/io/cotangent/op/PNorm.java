package io.cotangent.op;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;

/**
 * The p-norm over axes, which stay with length 1: (Σ|x|ᵖ)^(1/p); for p = 0 the number of elements
 * that are not 0, for ±∞ the largest or smallest |x|. Powers are taken of x over its largest size,
 * so that they neither overflow nor vanish.
 *
 * <p>With G the cotangent of y: G·sign(x)·(|x|/y)ᵖ⁻¹, and 0 where x or y is 0.
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
    } else if (Double.isInfinite(p)) {
      return p > 0 ? x.abs().max(axes.toArray(), true) : x.abs().min(axes.toArray(), true);
    } else if (x.size() == 0) {
      return x.abs().sum(axes.toArray(), true).pow(1 / p);
    }
    Tensor unit = unit(x, axes.toArray());
    Tensor parts = x.div(unit);
    return p == 2
        ? parts.square().sum(axes.toArray(), true).sqrt().times(unit)
        : parts.abs().pow(p).sum(axes.toArray(), true).pow(1 / p).times(unit);
  }

  /** The largest |x| along axes, which stay; 1 where it is 0 or infinite. No gradient flows. */
  static Tensor unit(Tensor x, int... axes) {
    Tensor top = x.detach().abs().max(axes, true);
    return top.eq(0).or(top.isInf()).where(top.onesLike(), top);
  }

  @Override
  public Shape shape(Tensor... in) {
    return in[0].shape().reduced(axes.toArray(), true);
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor y, boolean[] needs) {
    Tensor x = in[0];
    return g -> new Tensor[] {pullback(x, y, g)};
  }

  /** The cotangent of x. */
  Tensor pullback(Tensor x, Tensor y, Tensor g) {
    if (p == 0) {
      return x.zerosLike();
    } else if (p == 1) {
      return Masks.signed(g, x);
    } else if (Double.isInfinite(p)) {
      return Masks.signed(Masks.amongTies(g, x.abs(), y, axes.toArray()), x);
    }
    Tensor parts = x.div(Masks.oneForZero(y));
    Tensor seen = Masks.without(y.eq(0), g);
    return seen.times(p == 2 ? parts : power(parts));
  }

  /** sign(x)·|x|ᵖ⁻¹, and 0 where x is 0. */
  private Tensor power(Tensor x) {
    return Masks.only(x.ne(0), x, t -> t.sign().times(t.abs().pow(p - 1)));
  }
}
