package io.cotangent;

import io.cotangent.op.Binary;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;

/**
 * Comparisons and logic, an element at a time, with results of type BOOL. No gradient flows through
 * them.
 */
public sealed interface TensorComparison permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Elementwise =. */
  default Tensor eq(Tensor b) {
    return Binary.EQ.of(self(), b);
  }

  /** Elementwise = with a scalar. */
  default Tensor eq(double b) {
    Tensor x = self();
    return Binary.EQ.of(x, Scalars.like(x, b));
  }

  /** Elementwise ≠. */
  default Tensor ne(Tensor b) {
    return Binary.NE.of(self(), b);
  }

  /** Elementwise ≠ with a scalar. */
  default Tensor ne(double b) {
    Tensor x = self();
    return Binary.NE.of(x, Scalars.like(x, b));
  }

  /** Elementwise &lt;. */
  default Tensor lt(Tensor b) {
    return Binary.LT.of(self(), b);
  }

  /** Elementwise &lt; with a scalar. */
  default Tensor lt(double b) {
    Tensor x = self();
    return Binary.LT.of(x, Scalars.like(x, b));
  }

  /** Elementwise ≤. */
  default Tensor le(Tensor b) {
    return Binary.LE.of(self(), b);
  }

  /** Elementwise ≤ with a scalar. */
  default Tensor le(double b) {
    Tensor x = self();
    return Binary.LE.of(x, Scalars.like(x, b));
  }

  /** Elementwise &gt;. */
  default Tensor gt(Tensor b) {
    return Binary.GT.of(self(), b);
  }

  /** Elementwise &gt; with a scalar. */
  default Tensor gt(double b) {
    Tensor x = self();
    return Binary.GT.of(x, Scalars.like(x, b));
  }

  /** Elementwise ≥. */
  default Tensor ge(Tensor b) {
    return Binary.GE.of(self(), b);
  }

  /** Elementwise ≥ with a scalar. */
  default Tensor ge(double b) {
    Tensor x = self();
    return Binary.GE.of(x, Scalars.like(x, b));
  }

  /** Elementwise and of BOOL. */
  default Tensor and(Tensor b) {
    return Binary.AND.of(self(), b);
  }

  /** Elementwise or of BOOL. */
  default Tensor or(Tensor b) {
    return Binary.OR.of(self(), b);
  }

  /** Elementwise exclusive or of BOOL. */
  default Tensor xor(Tensor b) {
    return Binary.XOR.of(self(), b);
  }

  /** Elementwise negation of BOOL. */
  default Tensor not() {
    return Unary.NOT.of(self());
  }

  /** {@code a} where this (BOOL) is true, else {@code b}. */
  default Tensor where(Tensor a, Tensor b) {
    return Ternary.WHERE.of(self(), a, b);
  }

  /** Where x is not a number. */
  default Tensor isNan() {
    return ne(self());
  }

  /** Where x is infinite. */
  default Tensor isInf() {
    Tensor x = self();
    return x.dtype().isFloat() ? x.abs().eq(Double.POSITIVE_INFINITY) : ne(x);
  }

  /** Where x is neither infinite nor NaN. */
  default Tensor isFinite() {
    Tensor x = self();
    return x.dtype().isFloat() ? x.abs().lt(Double.POSITIVE_INFINITY) : eq(x);
  }
}
