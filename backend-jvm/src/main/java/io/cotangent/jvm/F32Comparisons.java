package io.cotangent.jvm;

import io.cotangent.op.Binary;

/** Comparisons of dense spans of F32. */
final class F32Comparisons {
  private F32Comparisons() {}

  /** {@code o = op(a, b)} for comparisons, 1 where it holds. */
  static void compare(Binary op, float[] a, int ao, float[] b, int bo, byte[] o, int oo, int n) {
    switch (op) {
      case EQ -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] == b[bo + i] ? 1 : 0);
        }
      }
      case NE -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] != b[bo + i] ? 1 : 0);
        }
      }
      case LT -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] < b[bo + i] ? 1 : 0);
        }
      }
      case LE -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] <= b[bo + i] ? 1 : 0);
        }
      }
      case GT -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] > b[bo + i] ? 1 : 0);
        }
      }
      case GE -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] >= b[bo + i] ? 1 : 0);
        }
      }
      default -> throw new AssertionError(op + " is no comparison");
    }
  }
}
