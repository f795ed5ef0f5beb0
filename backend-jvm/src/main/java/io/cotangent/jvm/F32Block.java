package io.cotangent.jvm;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Part of a product.
 *
 * @param longest chain of k that a tile adds up one by one
 * @param first whether it starts C, or adds to it
 */
record F32Block(
    int m,
    int n,
    int k,
    F32Gemm.Matrix a,
    F32Gemm.Matrix b,
    float[] c,
    int co,
    int ldc,
    int longest,
    boolean first) {
  /** Some of the rows. */
  F32Block rows(int from, int to) {
    F32Gemm.Matrix part =
        new F32Gemm.Matrix(a.data(), a.at() + from * a.rows(), a.rows(), a.columns());
    return new F32Block(to - from, n, k, part, b, c, co + from * ldc, ldc, longest, first);
  }

  /** Some of the columns. */
  F32Block columns(int from, int to) {
    F32Gemm.Matrix part =
        new F32Gemm.Matrix(b.data(), b.at() + from * b.columns(), b.rows(), b.columns());
    return new F32Block(m, to - from, k, a, part, c, co + from, ldc, longest, first);
  }

  /** Some steps of k. */
  F32Block steps(int from, int to, boolean start) {
    F32Gemm.Matrix partA =
        new F32Gemm.Matrix(a.data(), a.at() + from * a.columns(), a.rows(), a.columns());
    F32Gemm.Matrix partB =
        new F32Gemm.Matrix(b.data(), b.at() + from * b.rows(), b.rows(), b.columns());
    return new F32Block(m, n, to - from, partA, partB, c, co, ldc, longest, start);
  }

  /** Memory for sums in F64. */
  private static final ThreadLocal<double[]> TOTAL = ThreadLocal.withInitial(() -> new double[0]);

  /** The first n elements are 0. */
  private static double[] total(int n) {
    double[] mine = TOTAL.get();
    if (mine.length < n) {
      mine = new double[n];
      TOTAL.set(mine);
    } else {
      Arrays.fill(mine, 0, n, 0);
    }
    return mine;
  }

  /** The length of parts, all but the last equally long, of at most {@code most}. */
  static int part(int n, int most) {
    int parts = (n - 1) / most + 1;
    return (n - 1) / parts + 1;
  }

  /** This product, where its sums go on in F64 after each span of k. */
  void spans(int most, Consumer<F32Block> product) {
    int span = part(k, most);
    if (span == k) {
      product.accept(this);
      return;
    }
    double[] total = total(m * n);
    for (int p = 0; p < k; p += span) {
      product.accept(steps(p, Math.min(k, p + span), true));
      for (int i = 0; i < m; i++) {
        F32Totals.add(c, co + i * ldc, total, i * n, n);
      }
    }
    for (int i = 0; i < m; i++) {
      F32Totals.round(total, i * n, c, co + i * ldc, n);
    }
  }
}
