package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;

/**
 * The inner parts of a matrix product with the Vector API. The accumulators of a tile stay in
 * registers because they never leave their method, which does nothing but multiply: a second use of
 * them, such as adding C at the end, is more than C2 inlines on JDK 17.
 */
final class F32VectorTiles extends F32Tiles {
  private static final int L = S.length();

  /** Where the rows of a panel begin, for the gathers of {@link #packAlong}. */
  private static final ThreadLocal<int[]> LINES = ThreadLocal.withInitial(() -> new int[L]);

  @Override
  void packAcross(float[] x, int from, int line, int count, int kc, float[] out, int o, int pitch) {
    int vectors = (count + L - 1) / L;
    int last = from + (kc - 1) * line + vectors * L;
    if (vectors * L > pitch || last > x.length || o + (kc - 1) * pitch + vectors * L > out.length) {
      super.packAcross(x, from, line, count, kc, out, o, pitch);
      return;
    }
    for (int v = 0; v < vectors; v++) {
      int p = from + v * L;
      int q = o + v * L;
      for (int k = 0; k < kc; k++) {
        FloatVector.fromArray(S, x, p + k * line).intoArray(out, q + k * pitch);
      }
    }
  }

  @Override
  void packAlong(float[] x, int from, int line, int count, int kc, float[] out, int o, int pitch) {
    int vectors = (count + L - 1) / L;
    if (vectors * L > pitch || o + (kc - 1) * pitch + vectors * L > out.length) {
      super.packAlong(x, from, line, count, kc, out, o, pitch);
      return;
    }
    int[] lines = LINES.get();
    for (int v = 0; v < vectors; v++) {
      for (int i = 0; i < L; i++) {
        lines[i] = Math.min(v * L + i, count - 1) * line;
      }
      int q = o + v * L;
      for (int k = 0; k < kc; k++) {
        FloatVector.fromArray(S, x, from + k, lines, 0).intoArray(out, q + k * pitch);
      }
    }
  }

  @Override
  boolean packsRows() {
    return tileRows() == 12;
  }

  @Override
  void copyGroup(float[] x, int from, float[] out, int o) {
    for (int i = 0; i < GROUP; i += L) {
      FloatVector.fromArray(S, x, from + i).intoArray(out, o + i);
    }
  }

  @Override
  int tileRows() {
    return S.vectorBitSize() >= 512 ? 12 : 4;
  }

  @Override
  int tileColumns() {
    return 2 * L;
  }

  @Override
  void tile(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    if (tileRows() == 12) {
      tile12x2(kc, a, ao, b, bo, c, co, ldc);
    } else {
      tile4x2(kc, a, ao, b, bo, c, co, ldc);
    }
  }

  @Override
  void tileOfRows(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    tile12x2OfRows(kc, a, ao, b, bo, c, co, ldc);
  }

  @Override
  void addTile(float[] x, int height, int width, float[] c, int co, int ldc) {
    if (width < 2 * L) {
      super.addTile(x, height, width, c, co, ldc);
      return;
    }
    for (int i = 0; i < height; i++) {
      int from = i * (2 * L);
      int to = co + i * ldc;
      FloatVector.fromArray(S, x, from).add(FloatVector.fromArray(S, c, to)).intoArray(c, to);
      FloatVector.fromArray(S, x, from + L)
          .add(FloatVector.fromArray(S, c, to + L))
          .intoArray(c, to + L);
    }
  }

  /** 12 rows of 2 vectors: 24 accumulators. */
  private static void tile12x2(
      int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    int r1 = co + ldc;
    int r2 = r1 + ldc;
    int r3 = r2 + ldc;
    int r4 = r3 + ldc;
    int r5 = r4 + ldc;
    int r6 = r5 + ldc;
    int r7 = r6 + ldc;
    int r8 = r7 + ldc;
    int r9 = r8 + ldc;
    int r10 = r9 + ldc;
    int r11 = r10 + ldc;
    FloatVector c0v0 = FloatVector.zero(S);
    FloatVector c0v1 = FloatVector.zero(S);
    FloatVector c1v0 = FloatVector.zero(S);
    FloatVector c1v1 = FloatVector.zero(S);
    FloatVector c2v0 = FloatVector.zero(S);
    FloatVector c2v1 = FloatVector.zero(S);
    FloatVector c3v0 = FloatVector.zero(S);
    FloatVector c3v1 = FloatVector.zero(S);
    FloatVector c4v0 = FloatVector.zero(S);
    FloatVector c4v1 = FloatVector.zero(S);
    FloatVector c5v0 = FloatVector.zero(S);
    FloatVector c5v1 = FloatVector.zero(S);
    FloatVector c6v0 = FloatVector.zero(S);
    FloatVector c6v1 = FloatVector.zero(S);
    FloatVector c7v0 = FloatVector.zero(S);
    FloatVector c7v1 = FloatVector.zero(S);
    FloatVector c8v0 = FloatVector.zero(S);
    FloatVector c8v1 = FloatVector.zero(S);
    FloatVector c9v0 = FloatVector.zero(S);
    FloatVector c9v1 = FloatVector.zero(S);
    FloatVector c10v0 = FloatVector.zero(S);
    FloatVector c10v1 = FloatVector.zero(S);
    FloatVector c11v0 = FloatVector.zero(S);
    FloatVector c11v1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      int p = ao + k * 16;
      int q = bo + k * (2 * L);
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x;
      x = FloatVector.broadcast(S, a[p]);
      c0v0 = x.fma(b0, c0v0);
      c0v1 = x.fma(b1, c0v1);
      x = FloatVector.broadcast(S, a[p + 1]);
      c1v0 = x.fma(b0, c1v0);
      c1v1 = x.fma(b1, c1v1);
      x = FloatVector.broadcast(S, a[p + 2]);
      c2v0 = x.fma(b0, c2v0);
      c2v1 = x.fma(b1, c2v1);
      x = FloatVector.broadcast(S, a[p + 3]);
      c3v0 = x.fma(b0, c3v0);
      c3v1 = x.fma(b1, c3v1);
      x = FloatVector.broadcast(S, a[p + 4]);
      c4v0 = x.fma(b0, c4v0);
      c4v1 = x.fma(b1, c4v1);
      x = FloatVector.broadcast(S, a[p + 5]);
      c5v0 = x.fma(b0, c5v0);
      c5v1 = x.fma(b1, c5v1);
      x = FloatVector.broadcast(S, a[p + 6]);
      c6v0 = x.fma(b0, c6v0);
      c6v1 = x.fma(b1, c6v1);
      x = FloatVector.broadcast(S, a[p + 7]);
      c7v0 = x.fma(b0, c7v0);
      c7v1 = x.fma(b1, c7v1);
      x = FloatVector.broadcast(S, a[p + 8]);
      c8v0 = x.fma(b0, c8v0);
      c8v1 = x.fma(b1, c8v1);
      x = FloatVector.broadcast(S, a[p + 9]);
      c9v0 = x.fma(b0, c9v0);
      c9v1 = x.fma(b1, c9v1);
      x = FloatVector.broadcast(S, a[p + 10]);
      c10v0 = x.fma(b0, c10v0);
      c10v1 = x.fma(b1, c10v1);
      x = FloatVector.broadcast(S, a[p + 11]);
      c11v0 = x.fma(b0, c11v0);
      c11v1 = x.fma(b1, c11v1);
    }
    c0v0.intoArray(c, co);
    c0v1.intoArray(c, co + L);
    c1v0.intoArray(c, r1);
    c1v1.intoArray(c, r1 + L);
    c2v0.intoArray(c, r2);
    c2v1.intoArray(c, r2 + L);
    c3v0.intoArray(c, r3);
    c3v1.intoArray(c, r3 + L);
    c4v0.intoArray(c, r4);
    c4v1.intoArray(c, r4 + L);
    c5v0.intoArray(c, r5);
    c5v1.intoArray(c, r5 + L);
    c6v0.intoArray(c, r6);
    c6v1.intoArray(c, r6 + L);
    c7v0.intoArray(c, r7);
    c7v1.intoArray(c, r7 + L);
    c8v0.intoArray(c, r8);
    c8v1.intoArray(c, r8 + L);
    c9v0.intoArray(c, r9);
    c9v1.intoArray(c, r9 + L);
    c10v0.intoArray(c, r10);
    c10v1.intoArray(c, r10 + L);
    c11v0.intoArray(c, r11);
    c11v1.intoArray(c, r11 + L);
  }

  /** 12 rows of 2 vectors, A packed by rows. */
  private static void tile12x2OfRows(
      int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    int r1 = co + ldc;
    int r2 = r1 + ldc;
    int r3 = r2 + ldc;
    int r4 = r3 + ldc;
    int r5 = r4 + ldc;
    int r6 = r5 + ldc;
    int r7 = r6 + ldc;
    int r8 = r7 + ldc;
    int r9 = r8 + ldc;
    int r10 = r9 + ldc;
    int r11 = r10 + ldc;
    FloatVector c0v0 = FloatVector.zero(S);
    FloatVector c0v1 = FloatVector.zero(S);
    FloatVector c1v0 = FloatVector.zero(S);
    FloatVector c1v1 = FloatVector.zero(S);
    FloatVector c2v0 = FloatVector.zero(S);
    FloatVector c2v1 = FloatVector.zero(S);
    FloatVector c3v0 = FloatVector.zero(S);
    FloatVector c3v1 = FloatVector.zero(S);
    FloatVector c4v0 = FloatVector.zero(S);
    FloatVector c4v1 = FloatVector.zero(S);
    FloatVector c5v0 = FloatVector.zero(S);
    FloatVector c5v1 = FloatVector.zero(S);
    FloatVector c6v0 = FloatVector.zero(S);
    FloatVector c6v1 = FloatVector.zero(S);
    FloatVector c7v0 = FloatVector.zero(S);
    FloatVector c7v1 = FloatVector.zero(S);
    FloatVector c8v0 = FloatVector.zero(S);
    FloatVector c8v1 = FloatVector.zero(S);
    FloatVector c9v0 = FloatVector.zero(S);
    FloatVector c9v1 = FloatVector.zero(S);
    FloatVector c10v0 = FloatVector.zero(S);
    FloatVector c10v1 = FloatVector.zero(S);
    FloatVector c11v0 = FloatVector.zero(S);
    FloatVector c11v1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      int p = ao + (k >> 4) * 192 + (k & 15);
      int q = bo + k * (2 * L);
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x;
      x = FloatVector.broadcast(S, a[p]);
      c0v0 = x.fma(b0, c0v0);
      c0v1 = x.fma(b1, c0v1);
      x = FloatVector.broadcast(S, a[p + 16]);
      c1v0 = x.fma(b0, c1v0);
      c1v1 = x.fma(b1, c1v1);
      x = FloatVector.broadcast(S, a[p + 32]);
      c2v0 = x.fma(b0, c2v0);
      c2v1 = x.fma(b1, c2v1);
      x = FloatVector.broadcast(S, a[p + 48]);
      c3v0 = x.fma(b0, c3v0);
      c3v1 = x.fma(b1, c3v1);
      x = FloatVector.broadcast(S, a[p + 64]);
      c4v0 = x.fma(b0, c4v0);
      c4v1 = x.fma(b1, c4v1);
      x = FloatVector.broadcast(S, a[p + 80]);
      c5v0 = x.fma(b0, c5v0);
      c5v1 = x.fma(b1, c5v1);
      x = FloatVector.broadcast(S, a[p + 96]);
      c6v0 = x.fma(b0, c6v0);
      c6v1 = x.fma(b1, c6v1);
      x = FloatVector.broadcast(S, a[p + 112]);
      c7v0 = x.fma(b0, c7v0);
      c7v1 = x.fma(b1, c7v1);
      x = FloatVector.broadcast(S, a[p + 128]);
      c8v0 = x.fma(b0, c8v0);
      c8v1 = x.fma(b1, c8v1);
      x = FloatVector.broadcast(S, a[p + 144]);
      c9v0 = x.fma(b0, c9v0);
      c9v1 = x.fma(b1, c9v1);
      x = FloatVector.broadcast(S, a[p + 160]);
      c10v0 = x.fma(b0, c10v0);
      c10v1 = x.fma(b1, c10v1);
      x = FloatVector.broadcast(S, a[p + 176]);
      c11v0 = x.fma(b0, c11v0);
      c11v1 = x.fma(b1, c11v1);
    }
    c0v0.intoArray(c, co);
    c0v1.intoArray(c, co + L);
    c1v0.intoArray(c, r1);
    c1v1.intoArray(c, r1 + L);
    c2v0.intoArray(c, r2);
    c2v1.intoArray(c, r2 + L);
    c3v0.intoArray(c, r3);
    c3v1.intoArray(c, r3 + L);
    c4v0.intoArray(c, r4);
    c4v1.intoArray(c, r4 + L);
    c5v0.intoArray(c, r5);
    c5v1.intoArray(c, r5 + L);
    c6v0.intoArray(c, r6);
    c6v1.intoArray(c, r6 + L);
    c7v0.intoArray(c, r7);
    c7v1.intoArray(c, r7 + L);
    c8v0.intoArray(c, r8);
    c8v1.intoArray(c, r8 + L);
    c9v0.intoArray(c, r9);
    c9v1.intoArray(c, r9 + L);
    c10v0.intoArray(c, r10);
    c10v1.intoArray(c, r10 + L);
    c11v0.intoArray(c, r11);
    c11v1.intoArray(c, r11 + L);
  }

  /** 4 rows of 2 vectors: 8 accumulators. */
  private static void tile4x2(
      int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    int r1 = co + ldc;
    int r2 = r1 + ldc;
    int r3 = r2 + ldc;
    FloatVector c0v0 = FloatVector.zero(S);
    FloatVector c0v1 = FloatVector.zero(S);
    FloatVector c1v0 = FloatVector.zero(S);
    FloatVector c1v1 = FloatVector.zero(S);
    FloatVector c2v0 = FloatVector.zero(S);
    FloatVector c2v1 = FloatVector.zero(S);
    FloatVector c3v0 = FloatVector.zero(S);
    FloatVector c3v1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      int p = ao + k * 4;
      int q = bo + k * (2 * L);
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x;
      x = FloatVector.broadcast(S, a[p]);
      c0v0 = x.fma(b0, c0v0);
      c0v1 = x.fma(b1, c0v1);
      x = FloatVector.broadcast(S, a[p + 1]);
      c1v0 = x.fma(b0, c1v0);
      c1v1 = x.fma(b1, c1v1);
      x = FloatVector.broadcast(S, a[p + 2]);
      c2v0 = x.fma(b0, c2v0);
      c2v1 = x.fma(b1, c2v1);
      x = FloatVector.broadcast(S, a[p + 3]);
      c3v0 = x.fma(b0, c3v0);
      c3v1 = x.fma(b1, c3v1);
    }
    c0v0.intoArray(c, co);
    c0v1.intoArray(c, co + L);
    c1v0.intoArray(c, r1);
    c1v1.intoArray(c, r1 + L);
    c2v0.intoArray(c, r2);
    c2v1.intoArray(c, r2 + L);
    c3v0.intoArray(c, r3);
    c3v1.intoArray(c, r3 + L);
  }
}
