package io.cotangent.jvm;

/** Sums of many arrays, which are kept in F64 and rounded once. */
final class F32Totals {
  /** Terms up to which a sum in F32 is as good. */
  static final int FEW = 32;

  private F32Totals() {}

  /** {@code total += x}. */
  static void add(float[] x, int xo, double[] total, int to, int n) {
    for (int i = 0; i < n; i++) {
      total[to + i] += x[xo + i];
    }
  }

  /** {@code o = total}, rounded. */
  static void round(double[] total, int to, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) total[to + i];
    }
  }
}
