package io.cotangent;

/** Java numbers as operands. */
final class Scalars {
  private Scalars() {}

  /**
   * A scalar for arithmetic with a tensor: of its type if that is floating point or the value is
   * integral, else of F32.
   */
  static Tensor like(Tensor x, double value) {
    DType t = x.dtype();
    if (!t.isFloat() && (value != Math.rint(value) || Double.isInfinite(value))) {
      t = DType.F32;
    } else if (t == DType.BOOL) {
      t = DType.I64;
    }
    Number number = t.isFloat() ? (Number) value : (Number) (long) value;
    return Tensor.full(x.backend(), t, number, Shape.SCALAR);
  }

  /** As {@link #like}, where an infinite bound of integers is the largest or smallest of them. */
  static Tensor bound(Tensor x, double value) {
    DType t = x.dtype();
    if (t.isFloat() || t == DType.BOOL || !Double.isInfinite(value)) {
      return like(x, value);
    }
    long most = t == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    return Tensor.full(x.backend(), t, value > 0 ? most : -most - 1, Shape.SCALAR);
  }
}
