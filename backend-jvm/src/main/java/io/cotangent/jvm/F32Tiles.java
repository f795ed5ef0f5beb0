package io.cotangent.jvm;

/**
 * The inner parts of a matrix product: panels are packed, and a tile is multiplied in registers.
 */
class F32Tiles {
  /** Steps of k whose elements of a row stand side by side in a panel packed by rows. */
  static final int GROUP = 16;

  /**
   * {@code out[o + k·pitch + i] = x[from + k·line + i]} for i &lt; count; what follows up to the
   * pitch may be overwritten.
   */
  void packAcross(float[] x, int from, int line, int count, int kc, float[] out, int o, int pitch) {
    for (int k = 0; k < kc; k++) {
      System.arraycopy(x, from + k * line, out, o + k * pitch, count);
    }
  }

  /**
   * {@code out[o + k·pitch + i] = x[from + i·line + k]} for i &lt; count; what follows up to the
   * pitch may be overwritten.
   */
  void packAlong(float[] x, int from, int line, int count, int kc, float[] out, int o, int pitch) {
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < kc; k++) {
        out[o + k * pitch + i] = x[from + i * line + k];
      }
    }
  }

  /**
   * One tile of a matrix product, {@code c[i, j] = Σₖ a(i, k)·b[k·nr + j]}, rows of C {@code ldc}
   * apart. Every element is summed in the order of k by fused multiply-adds, so it does not depend
   * on the tile it is in. A is packed across, a(i, k) at {@code k·pitch + i}.
   */
  void tile(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    float c00 = 0;
    float c01 = 0;
    float c02 = 0;
    float c03 = 0;
    float c10 = 0;
    float c11 = 0;
    float c12 = 0;
    float c13 = 0;
    float c20 = 0;
    float c21 = 0;
    float c22 = 0;
    float c23 = 0;
    float c30 = 0;
    float c31 = 0;
    float c32 = 0;
    float c33 = 0;
    for (int k = 0; k < kc; k++) {
      int p = ao + k * 4;
      int q = bo + k * 4;
      float b0 = b[q];
      float b1 = b[q + 1];
      float b2 = b[q + 2];
      float b3 = b[q + 3];
      float x;
      x = a[p];
      c00 = Math.fma(x, b0, c00);
      c01 = Math.fma(x, b1, c01);
      c02 = Math.fma(x, b2, c02);
      c03 = Math.fma(x, b3, c03);
      x = a[p + 1];
      c10 = Math.fma(x, b0, c10);
      c11 = Math.fma(x, b1, c11);
      c12 = Math.fma(x, b2, c12);
      c13 = Math.fma(x, b3, c13);
      x = a[p + 2];
      c20 = Math.fma(x, b0, c20);
      c21 = Math.fma(x, b1, c21);
      c22 = Math.fma(x, b2, c22);
      c23 = Math.fma(x, b3, c23);
      x = a[p + 3];
      c30 = Math.fma(x, b0, c30);
      c31 = Math.fma(x, b1, c31);
      c32 = Math.fma(x, b2, c32);
      c33 = Math.fma(x, b3, c33);
    }
    c[co] = c00;
    c[co + 1] = c01;
    c[co + 2] = c02;
    c[co + 3] = c03;
    c[co + ldc] = c10;
    c[co + ldc + 1] = c11;
    c[co + ldc + 2] = c12;
    c[co + ldc + 3] = c13;
    c[co + 2 * ldc] = c20;
    c[co + 2 * ldc + 1] = c21;
    c[co + 2 * ldc + 2] = c22;
    c[co + 2 * ldc + 3] = c23;
    c[co + 3 * ldc] = c30;
    c[co + 3 * ldc + 1] = c31;
    c[co + 3 * ldc + 2] = c32;
    c[co + 3 * ldc + 3] = c33;
  }

  /** Whether {@link #packRows} and {@link #tileOfRows} are to be used where A allows it. */
  boolean packsRows() {
    return false;
  }

  /**
   * Packs {@code count} rows of A, {@code line} apart, without transposing them: element k of row i
   * to {@code (k / GROUP)·GROUP·rows + i·GROUP + k % GROUP}.
   */
  final void packRows(float[] x, int from, int line, int count, int kc, float[] out, int o) {
    int step = GROUP * tileRows();
    for (int i = 0; i < count; i++) {
      int at = from + i * line;
      int to = o + i * GROUP;
      int k = 0;
      for (; k <= kc - GROUP; k += GROUP, to += step) {
        copyGroup(x, at + k, out, to);
      }
      System.arraycopy(x, at + k, out, to, kc - k);
    }
  }

  void copyGroup(float[] x, int from, float[] out, int o) {
    System.arraycopy(x, from, out, o, GROUP);
  }

  /** {@link #tile} with A packed by {@link #packRows}. */
  void tileOfRows(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    throw new AssertionError("not offered");
  }

  /** {@code c += x}, an array of whole tile rows, for the inner part of a tile. */
  void addTile(float[] x, int height, int width, float[] c, int co, int ldc) {
    int nr = tileColumns();
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        c[co + i * ldc + j] += x[i * nr + j];
      }
    }
  }

  /**
   * Elements between the steps of k in a packed panel of A: a power of two, because C2 takes the
   * range checks out of a loop for indices like {@code k << 4}, not for {@code k * 12}.
   */
  final int pitch() {
    return tileRows() <= 4 ? 4 : 16;
  }

  /** Rows of a tile. */
  int tileRows() {
    return 4;
  }

  /** Columns of a tile. */
  int tileColumns() {
    return 4;
  }
}
