package io.cotangent.op;

import io.cotangent.Tensor;
import java.util.function.Function;

/**
 * Cotangents with masks. A mask selects and never multiplies: 0·∞ is NaN, so a factor 0 does not
 * stop an infinite cotangent; and a branch that is not taken gets a harmless input, so that its own
 * pullback has no infinite factor for the 0 that flows into it.
 */
final class Masks {
  private Masks() {}

  /** x, and 0 where a condition holds, whatever x is there. */
  static Tensor without(Tensor condition, Tensor x) {
    return condition.where(x.zerosLike(), x);
  }

  /** g·sign(x), and 0 where x is 0 or NaN. */
  static Tensor signed(Tensor g, Tensor x) {
    Tensor sign = x.sign();
    return without(sign.eq(0), g.times(sign));
  }

  /** x, and 1 where x is 0: a divisor. */
  static Tensor oneForZero(Tensor x) {
    return x.eq(0).where(x.onesLike(), x);
  }

  /** f(x) where a condition holds, else 0, also as its gradient; f sees 1 for the other x. */
  static Tensor only(Tensor condition, Tensor x, Function<Tensor, Tensor> f) {
    Tensor y = f.apply(condition.where(x, x.onesLike()));
    return condition.where(y, y.zerosLike());
  }

  /** a − b, where −∞ − −∞ is −∞: nothing exceeds nothing by nothing; and ∞ − ∞ is 0. */
  static Tensor excess(Tensor a, Tensor b) {
    Tensor endless = a.eq(Double.POSITIVE_INFINITY).and(a.eq(b));
    return a.eq(Double.NEGATIVE_INFINITY).where(a, without(endless, a.minus(b)));
  }

  /**
   * The cotangent of an extreme y shared among the elements of x that reach it along some axes; NaN
   * reaches NaN.
   *
   * @param g of y, as y itself with the folded axes of length 1
   */
  static Tensor amongTies(Tensor g, Tensor x, Tensor y, int[] axes) {
    Tensor ties = x.eq(y).or(x.isNan().and(y.isNan()));
    Tensor each = g.div(ties.to(g.dtype()).sum(axes, true));
    return ties.where(each, each.zerosLike());
  }
}
