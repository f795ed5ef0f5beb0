package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;

/** On which types an elementwise operation computes, and which type results. */
enum Domain {
  /** In the operands' type, integer or floating point. */
  NUMERIC,
  /** In floating point; integers become F32. */
  FLOAT,
  /** On any type, giving booleans. */
  COMPARISON,
  /** On booleans, giving booleans. */
  LOGICAL;

  DType operandType(String op, DType t) {
    switch (this) {
      case NUMERIC -> {
        if (t == DType.BOOL) {
          throw new DTypeException(
              op + ": not defined for BOOL; cast first, as in x.to(DType.I32)");
        }
        return t;
      }
      case FLOAT -> {
        return t.toFloat();
      }
      case LOGICAL -> {
        if (t != DType.BOOL) {
          throw new DTypeException(
              op + ": takes BOOL, got " + t + "; compare first, as in x.ne(0)");
        }
        return t;
      }
      default -> {
        return t;
      }
    }
  }

  DType resultType(DType operand) {
    return this == COMPARISON || this == LOGICAL ? DType.BOOL : operand;
  }
}
