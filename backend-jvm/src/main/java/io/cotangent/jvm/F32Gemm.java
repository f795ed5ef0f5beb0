package io.cotangent.jvm;

import java.util.Arrays;

/**
 * Matrix products C = A·B in F32 for operands of any strides: inner products where there are few
 * results of long rows, loops where there is little to do, else {@link F32PackedGemm}. Which way is
 * taken, and in what order an element is summed, depends on shapes and strides alone.
 */
final class F32Gemm {
  /**
   * Steps of k that a tile adds up one by one. Shorter chains lose less and take more time, which
   * does not matter where there are few results.
   */
  private static final int TILE_CHAIN = 128;

  static final int FEW_CHAIN = 64;

  private static final int FEW = 128 * 128;

  /** Terms of a small product that are added up one after another. */
  private static final int CHAIN = 64;

  /** A matrix in an array: element (i, j) at {@code at + i·rows + j·columns}. */
  record Matrix(float[] data, int at, int rows, int columns) {
    Matrix transposed() {
      return new Matrix(data, at, columns, rows);
    }
  }

  private final F32Sums sums;
  private final F32PackedGemm packed;

  F32Gemm(F32Routines routines, Workers workers) {
    this.sums = routines.sums();
    this.packed = new F32PackedGemm(routines.tiles(), workers);
  }

  /** The products of packed panels. */
  F32PackedGemm packed() {
    return packed;
  }

  /** C [m, n], rows {@code ldc} apart from {@code co} on, becomes A [m, k] · B [k, n]. */
  void multiply(int m, int n, int k, Matrix a, Matrix b, float[] c, int co, int ldc) {
    int longest = (long) m * n <= FEW ? FEW_CHAIN : TILE_CHAIN;
    F32Block all = new F32Block(m, n, k, a, b, c, co, ldc, longest, true);
    boolean rows = a.columns == 1 && b.rows == 1 && k >= 64;
    if (k == 0) {
      zero(all);
    } else if (rows && n >= 4 && k <= 8192 && (long) m * n <= 1024) {
      all.spans(F32Sums.DOTS, this::dots);
    } else if (rows && n < 4) {
      single(all);
    } else if ((long) m * n * k <= 1024 || n < 8) {
      small(all);
    } else {
      packed.multiply(all);
    }
  }

  /**
   * Few results of long rows of both operands: inner products, two rows by four columns at a time,
   * the last ones overlapping.
   */
  private void dots(F32Block s) {
    float[] lanes = new float[8 * F32Sums.LANES];
    for (int i = 0; i < s.m(); i += 2) {
      int second = Math.min(i + 1, s.m() - 1);
      for (int j = 0; j < s.n(); j += 4) {
        int column = Math.min(j, s.n() - 4);
        sums.dots(
            s.a().data(),
            s.a().at() + i * s.a().rows(),
            s.a().at() + second * s.a().rows(),
            s.b().data(),
            s.b().at() + column * s.b().columns(),
            s.b().columns(),
            s.k(),
            lanes,
            s.c(),
            s.co() + i * s.ldc() + column,
            s.co() + second * s.ldc() + column);
      }
    }
  }

  /** Inner products of long rows, one by one. */
  private void single(F32Block s) {
    for (int i = 0; i < s.m(); i++) {
      for (int j = 0; j < s.n(); j++) {
        int p = s.a().at() + i * s.a().rows();
        int q = s.b().at() + j * s.b().columns();
        s.c()[s.co() + i * s.ldc() + j] = (float) sums.dot(s.a().data(), p, s.b().data(), q, s.k());
      }
    }
  }

  private static void small(F32Block s) {
    for (int i = 0; i < s.m(); i++) {
      for (int j = 0; j < s.n(); j++) {
        int p = s.a().at() + i * s.a().rows();
        int q = s.b().at() + j * s.b().columns();
        s.c()[s.co() + i * s.ldc() + j] =
            (float) small(s.a().data(), p, s.a().columns(), s.b().data(), q, s.b().rows(), s.k());
      }
    }
  }

  /** Σ a·b of elements some distance apart. */
  private static double small(float[] a, int ao, int stepA, float[] b, int bo, int stepB, int k) {
    double total = 0;
    int p = ao;
    int q = bo;
    for (int x = 0, m; x < k; x += m) {
      m = Math.min(CHAIN, k - x);
      float s = 0;
      for (int i = 0; i < m; i++) {
        s = Math.fma(a[p], b[q], s);
        p += stepA;
        q += stepB;
      }
      total += s;
    }
    return total;
  }

  private static void zero(F32Block s) {
    for (int i = 0; i < s.m(); i++) {
      int at = s.co() + i * s.ldc();
      Arrays.fill(s.c(), at, at + s.n(), 0);
    }
  }
}
