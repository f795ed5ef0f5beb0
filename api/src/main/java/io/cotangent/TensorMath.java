package io.cotangent;

import io.cotangent.op.Binary;
import io.cotangent.op.Unary;

/** Functions of one variable, an element at a time. */
public sealed interface TensorMath permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** eˣ. */
  default Tensor exp() {
    return Unary.EXP.of(self());
  }

  /** Natural logarithm. */
  default Tensor log() {
    return Unary.LOG.of(self());
  }

  /** √x. */
  default Tensor sqrt() {
    return Unary.SQRT.of(self());
  }

  /** 1/√x. */
  default Tensor rsqrt() {
    return Unary.RSQRT.of(self());
  }

  /** x². */
  default Tensor square() {
    return Unary.SQUARE.of(self());
  }

  /** 1/x. */
  default Tensor reciprocal() {
    return Unary.RECIPROCAL.of(self());
  }

  /** |x|, with derivative 0 at 0. */
  default Tensor abs() {
    return Unary.ABS.of(self());
  }

  /** −1, 0 or 1. */
  default Tensor sign() {
    return Unary.SIGN.of(self());
  }

  /** The largest integer not above x. */
  default Tensor floor() {
    return Unary.FLOOR.of(self());
  }

  /** x without its fraction. */
  default Tensor trunc() {
    return Unary.TRUNC.of(self());
  }

  /** Sine of radians. */
  default Tensor sin() {
    return Unary.SIN.of(self());
  }

  /** Cosine of radians. */
  default Tensor cos() {
    return Unary.COS.of(self());
  }

  /** Hyperbolic tangent. */
  default Tensor tanh() {
    return Unary.TANH.of(self());
  }

  /** The error function. */
  default Tensor erf() {
    return Unary.ERF.of(self());
  }

  /** ⌈x⌉; no gradient flows. */
  default Tensor ceil() {
    return Unary.CEIL.of(self());
  }

  /** The nearest integer, halves to even; no gradient flows. */
  default Tensor round() {
    return Unary.ROUND.of(self());
  }

  /** 2ˣ. */
  default Tensor exp2() {
    return Unary.EXP2.of(self());
  }

  /** eˣ − 1, without cancellation near 0. */
  default Tensor expm1() {
    return Unary.EXPM1.of(self());
  }

  /** log₂ x. */
  default Tensor log2() {
    return Unary.LOG2.of(self());
  }

  /** log₁₀ x. */
  default Tensor log10() {
    return Unary.LOG10.of(self());
  }

  /** log(1 + x), without cancellation near 0. */
  default Tensor log1p() {
    return Unary.LOG1P.of(self());
  }

  /** tan x. */
  default Tensor tan() {
    return Unary.TAN.of(self());
  }

  /** arcsin x. */
  default Tensor asin() {
    return Unary.ASIN.of(self());
  }

  /** arccos x. */
  default Tensor acos() {
    return Unary.ACOS.of(self());
  }

  /** arctan x. */
  default Tensor atan() {
    return Unary.ATAN.of(self());
  }

  /** sinh x. */
  default Tensor sinh() {
    return Unary.SINH.of(self());
  }

  /** cosh x. */
  default Tensor cosh() {
    return Unary.COSH.of(self());
  }

  /** arsinh x. */
  default Tensor asinh() {
    return Unary.ASINH.of(self());
  }

  /** arcosh x. */
  default Tensor acosh() {
    return Unary.ACOSH.of(self());
  }

  /** artanh x. */
  default Tensor atanh() {
    return Unary.ATANH.of(self());
  }

  /** 1 − erf(x), accurate where it is tiny. */
  default Tensor erfc() {
    return Unary.ERFC.of(self());
  }

  /** The inverse of erf. */
  default Tensor erfinv() {
    return Unary.ERFINV.of(self());
  }

  /** log |Γ(x)|. */
  default Tensor lgamma() {
    return Unary.LGAMMA.of(self());
  }

  /** ψ(x) = Γ′(x)/Γ(x). */
  default Tensor digamma() {
    return Unary.DIGAMMA.of(self());
  }

  /** ψ⁽ⁿ⁾(x), the n-th derivative of {@link #digamma}. */
  default Tensor polygamma(int n) {
    Tensor x = self();
    return Binary.POLYGAMMA.of(Scalars.like(x, n), x);
  }

  /** x − trunc(x). */
  default Tensor frac() {
    return self().minus(trunc());
  }

  /** With other numbers for NaN, ∞ and −∞; no gradient flows through those. */
  default Tensor nanToNum(double nan, double positive, double negative) {
    Tensor x = self();
    Tensor y = x.isNan().where(x.zerosLike().plus(nan), x);
    y = x.eq(Double.POSITIVE_INFINITY).where(x.zerosLike().plus(positive), y);
    return x.eq(Double.NEGATIVE_INFINITY).where(x.zerosLike().plus(negative), y);
  }

  /** 0 for NaN, the largest number of this type for ∞, the smallest for −∞. */
  default Tensor nanToNum() {
    double top = self().dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    return nanToNum(0, top, -top);
  }

  /** log(x/(1 − x)). */
  default Tensor logit() {
    Tensor x = self();
    return x.log().minus(x.neg().log1p());
  }

  /** log(x/(1 − x)) of x moved into [ε, 1 − ε]. */
  default Tensor logit(double epsilon) {
    return self().clamp(epsilon, 1 - epsilon).logit();
  }
}
