package io.cotangent;

import io.cotangent.op.Binary;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;

/**
 * Arithmetic, an element at a time. Shapes broadcast and types promote ({@link DType}); a Java
 * scalar keeps the tensor's floating-point type.
 */
public sealed interface TensorArithmetic permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Elementwise sum. */
  default Tensor plus(Tensor b) {
    return Binary.ADD.of(self(), b);
  }

  /** Adds a scalar. */
  default Tensor plus(double b) {
    Tensor x = self();
    return Binary.ADD.of(x, Scalars.like(x, b));
  }

  /** Elementwise difference. */
  default Tensor minus(Tensor b) {
    return Binary.SUB.of(self(), b);
  }

  /** Subtracts a scalar. */
  default Tensor minus(double b) {
    Tensor x = self();
    return Binary.SUB.of(x, Scalars.like(x, b));
  }

  /** Elementwise product. */
  default Tensor times(Tensor b) {
    return Binary.MUL.of(self(), b);
  }

  /** Multiplies by a scalar. */
  default Tensor times(double b) {
    Tensor x = self();
    return Binary.MUL.of(x, Scalars.like(x, b));
  }

  /** Elementwise quotient, in floating point. */
  default Tensor div(Tensor b) {
    return Binary.DIV.of(self(), b);
  }

  /** Divides by a scalar, in floating point. */
  default Tensor div(double b) {
    Tensor x = self();
    return Binary.DIV.of(x, Scalars.like(x, b));
  }

  /** Elementwise remainder with the dividend's sign, as {@code %} in Java and Kotlin. */
  default Tensor rem(Tensor b) {
    return Binary.REM.of(self(), b);
  }

  /** Remainder by a scalar with the dividend's sign. */
  default Tensor rem(double b) {
    Tensor x = self();
    return Binary.REM.of(x, Scalars.like(x, b));
  }

  /** Elementwise remainder with the divisor's sign, a − b·⌊a/b⌋. */
  default Tensor remainder(Tensor b) {
    return Binary.REMAINDER.of(self(), b);
  }

  /** Remainder by a scalar with the divisor's sign. */
  default Tensor remainder(double b) {
    Tensor x = self();
    return Binary.REMAINDER.of(x, Scalars.like(x, b));
  }

  /** ⌊a/b⌋ elementwise, in integers where both are; no gradient flows. */
  default Tensor floorDiv(Tensor b) {
    return Binary.FLOOR_DIV.of(self(), b);
  }

  /** a/b rounded towards 0 elementwise, in integers where both are; no gradient flows. */
  default Tensor truncDiv(Tensor b) {
    return Binary.TRUNC_DIV.of(self(), b);
  }

  /** this + value·a·b. */
  default Tensor addcmul(Tensor a, Tensor b, double value) {
    return plus(a.times(b).times(value));
  }

  /** this + value·a/b. */
  default Tensor addcdiv(Tensor a, Tensor b, double value) {
    return plus(a.div(b).times(value));
  }

  /**
   * this + weight·(end − this), which is this where the weight is 0 and {@code end} where it is 1.
   */
  default Tensor lerp(Tensor end, Tensor weight) {
    Tensor way = end.minus(self());
    Tensor back = end.minus(way.times(weight.neg().plus(1)));
    return weight.abs().lt(0.5).where(plus(weight.times(way)), back);
  }

  /** this + weight·(end − this), which is this for the weight 0 and {@code end} for 1. */
  default Tensor lerp(Tensor end, double weight) {
    Tensor way = end.minus(self());
    return Math.abs(weight) < 0.5 ? plus(way.times(weight)) : end.minus(way.times(1 - weight));
  }

  /** The angle of the points (x, this), in (−π, π]. */
  default Tensor atan2(Tensor x) {
    return Binary.ATAN2.of(self(), x);
  }

  /** √(a² + b²) elementwise, without overflow on the way. */
  default Tensor hypot(Tensor b) {
    return Binary.HYPOT.of(self(), b);
  }

  /** log(eᵃ + eᵇ) elementwise, without overflow on the way. */
  default Tensor logaddexp(Tensor b) {
    return Binary.LOGADDEXP.of(self(), b);
  }

  /** a·log b elementwise, and 0 where a = 0 unless b is NaN. */
  default Tensor xlogy(Tensor b) {
    return Binary.XLOGY.of(self(), b);
  }

  /** −x. */
  default Tensor unaryMinus() {
    return Unary.NEG.of(self());
  }

  /** −x. */
  default Tensor neg() {
    return Unary.NEG.of(self());
  }

  /** xᵇ elementwise. */
  default Tensor pow(Tensor b) {
    return Binary.POW.of(self(), b);
  }

  /** xᵇ for a scalar exponent. */
  default Tensor pow(double b) {
    Tensor x = self();
    return b == 2
        ? x.square()
        : b == 0.5 && x.dtype().isFloat() ? x.sqrt() : Binary.POW.of(x, Scalars.like(x, b));
  }

  /** The larger of both, elementwise; equal ones share the gradient. */
  default Tensor maximum(Tensor b) {
    return Binary.MAXIMUM.of(self(), b);
  }

  /** The larger of x and a scalar. */
  default Tensor maximum(double b) {
    Tensor x = self();
    return Binary.MAXIMUM.of(x, Scalars.like(x, b));
  }

  /** The smaller of both, elementwise; equal ones share the gradient. */
  default Tensor minimum(Tensor b) {
    return Binary.MINIMUM.of(self(), b);
  }

  /** The smaller of x and a scalar. */
  default Tensor minimum(double b) {
    Tensor x = self();
    return Binary.MINIMUM.of(x, Scalars.like(x, b));
  }

  /**
   * min(max(x, low), high); the gradient passes where low ≤ x ≤ high. With low > high all elements
   * are {@code high}.
   */
  default Tensor clamp(double low, double high) {
    return Ternary.CLAMP.of(self(), Scalars.bound(self(), low), Scalars.bound(self(), high));
  }
}
