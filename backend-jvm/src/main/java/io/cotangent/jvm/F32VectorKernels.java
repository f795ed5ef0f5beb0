package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * The kernels that C2 does not vectorize by itself, with the Vector API. Loops are monomorphic and
 * without masks; what is left at the end of a stretch goes through {@link F32Math}, which gives the
 * same bits. No vector leaves the method that made it, except into small methods that C2 inlines:
 * otherwise each would be boxed, twenty times slower.
 */
class F32VectorKernels extends F32ArithmeticKernels {
  private static final int L = S.length();

  /** Where the rows of a panel begin, for the gathers of {@link #packAlong}. */
  private static final ThreadLocal<int[]> LINES = ThreadLocal.withInitial(() -> new int[L]);

  private static final VectorShuffle<Float> BY_HALF = exchange(L / 2);
  private static final VectorShuffle<Float> BY_QUARTER = exchange(L / 4);
  private static final VectorShuffle<Float> BY_TWO = exchange(2);
  private static final VectorShuffle<Float> BY_ONE = exchange(1);
  private static final VectorMask<Float> ODD_HALF = odd(L / 2);
  private static final VectorMask<Float> ODD_QUARTER = odd(L / 4);

  /** Elements that are added up in F32 before the sum goes on in F64. */
  private static final int BLOCK = 64 * L;

  /** Exchanges lanes i and i ⊕ step. */
  private static VectorShuffle<Float> exchange(int step) {
    return VectorShuffle.fromOp(S, i -> (i ^ step) % L);
  }

  /** The lanes in every second stretch of a length. */
  private static VectorMask<Float> odd(int length) {
    boolean[] m = new boolean[L];
    for (int i = 0; i < L; i++) {
      m[i] = (i & length) != 0;
    }
    return VectorMask.fromArray(S, m, 0);
  }

  @Override
  void exp(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.exp(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.exp(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void log(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.log(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.log(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void tanh(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.tanh(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.tanh(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void sigmoid(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.sigmoid(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.sigmoid(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void silu(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.silu(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.silu(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void reluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, a, ao + i);
      FloatVector x = FloatVector.fromArray(S, b, bo + i);
      g.blend(0f, x.compare(VectorOperators.LE, 0f)).intoArray(o, oo + i);
    }
    super.reluGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void siluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, a, ao + i);
      FloatVector x = FloatVector.fromArray(S, b, bo + i);
      F32VectorMath.siluGrad(g, x).intoArray(o, oo + i);
    }
    super.siluGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  double sum(float[] x, int xo, int n) {
    double total = 0;
    int i = 0;
    while (i <= n - 4 * L) {
      int end = Math.min(i + BLOCK, n);
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (; i <= end - 4 * L; i += 4 * L) {
        s0 = s0.add(FloatVector.fromArray(S, x, xo + i));
        s1 = s1.add(FloatVector.fromArray(S, x, xo + i + L));
        s2 = s2.add(FloatVector.fromArray(S, x, xo + i + 2 * L));
        s3 = s3.add(FloatVector.fromArray(S, x, xo + i + 3 * L));
      }
      total += s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    }
    return total + super.sum(x, xo + i, n - i);
  }

  @Override
  float max(float[] x, int xo, int n) {
    if (n < L) {
      return super.max(x, xo, n);
    }
    FloatVector m = FloatVector.fromArray(S, x, xo);
    int i = L;
    for (; i <= n - L; i += L) {
      m = m.max(FloatVector.fromArray(S, x, xo + i));
    }
    m = m.max(FloatVector.fromArray(S, x, xo + n - L));
    return m.reduceLanes(VectorOperators.MAX);
  }

  @Override
  float min(float[] x, int xo, int n) {
    if (n < L) {
      return super.min(x, xo, n);
    }
    FloatVector m = FloatVector.fromArray(S, x, xo);
    int i = L;
    for (; i <= n - L; i += L) {
      m = m.min(FloatVector.fromArray(S, x, xo + i));
    }
    m = m.min(FloatVector.fromArray(S, x, xo + n - L));
    return m.reduceLanes(VectorOperators.MIN);
  }

  @Override
  double expSum(float[] x, int xo, float shift, float[] o, int oo, int n) {
    double total = 0;
    int i = 0;
    while (i <= n - L) {
      int end = Math.min(i + BLOCK, n);
      FloatVector s = FloatVector.zero(S);
      for (; i <= end - L; i += L) {
        FloatVector e = F32VectorMath.exp(FloatVector.fromArray(S, x, xo + i).sub(shift));
        e.intoArray(o, oo + i);
        s = s.add(e);
      }
      total += s.reduceLanes(VectorOperators.ADD);
    }
    return total + super.expSum(x, xo + i, shift, o, oo + i, n - i);
  }

  @Override
  double dot(float[] a, int ao, float[] b, int bo, int n) {
    double total = 0;
    int i = 0;
    while (i <= n - 2 * L) {
      int end = Math.min(i + BLOCK, n);
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = s0;
      for (; i <= end - 2 * L; i += 2 * L) {
        s0 = FloatVector.fromArray(S, a, ao + i).fma(FloatVector.fromArray(S, b, bo + i), s0);
        s1 =
            FloatVector.fromArray(S, a, ao + i + L)
                .fma(FloatVector.fromArray(S, b, bo + i + L), s1);
      }
      total += s0.add(s1).reduceLanes(VectorOperators.ADD);
    }
    return total + super.dot(a, ao + i, b, bo + i, n - i);
  }

  @Override
  void dots(
      float[] a, int a0, int a1, float[] b, int bo, int line, int n, float[] o, int o0, int o1) {
    int b1 = bo + line;
    int b2 = b1 + line;
    int b3 = b2 + line;
    FloatVector p0 = FloatVector.zero(S);
    FloatVector p1 = FloatVector.zero(S);
    FloatVector p2 = FloatVector.zero(S);
    FloatVector p3 = FloatVector.zero(S);
    FloatVector q0 = FloatVector.zero(S);
    FloatVector q1 = FloatVector.zero(S);
    FloatVector q2 = FloatVector.zero(S);
    FloatVector q3 = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, a0 + i);
      FloatVector y = FloatVector.fromArray(S, a, a1 + i);
      FloatVector v;
      v = FloatVector.fromArray(S, b, bo + i);
      p0 = x.fma(v, p0);
      q0 = y.fma(v, q0);
      v = FloatVector.fromArray(S, b, b1 + i);
      p1 = x.fma(v, p1);
      q1 = y.fma(v, q1);
      v = FloatVector.fromArray(S, b, b2 + i);
      p2 = x.fma(v, p2);
      q2 = y.fma(v, q2);
      v = FloatVector.fromArray(S, b, b3 + i);
      p3 = x.fma(v, p3);
      q3 = y.fma(v, q3);
    }
    // Each step adds the halves of what is left of every sum, and packs two vectors into one.
    p0 = p0.add(p0.rearrange(BY_HALF));
    p1 = p1.add(p1.rearrange(BY_HALF));
    p2 = p2.add(p2.rearrange(BY_HALF));
    p3 = p3.add(p3.rearrange(BY_HALF));
    p0 = p0.blend(p1, ODD_HALF);
    p2 = p2.blend(p3, ODD_HALF);
    p0 = p0.add(p0.rearrange(BY_QUARTER));
    p2 = p2.add(p2.rearrange(BY_QUARTER));
    p0 = p0.blend(p2, ODD_QUARTER);
    q0 = q0.add(q0.rearrange(BY_HALF));
    q1 = q1.add(q1.rearrange(BY_HALF));
    q2 = q2.add(q2.rearrange(BY_HALF));
    q3 = q3.add(q3.rearrange(BY_HALF));
    q0 = q0.blend(q1, ODD_HALF);
    q2 = q2.blend(q3, ODD_HALF);
    q0 = q0.add(q0.rearrange(BY_QUARTER));
    q2 = q2.add(q2.rearrange(BY_QUARTER));
    q0 = q0.blend(q2, ODD_QUARTER);
    if (L >= 16) {
      p0 = p0.add(p0.rearrange(BY_TWO));
      q0 = q0.add(q0.rearrange(BY_TWO));
    }
    if (L >= 8) {
      p0 = p0.add(p0.rearrange(BY_ONE));
      q0 = q0.add(q0.rearrange(BY_ONE));
    }
    o[o0] = p0.lane(0);
    o[o0 + 1] = p0.lane(L / 2);
    o[o0 + 2] = p0.lane(L / 4);
    o[o0 + 3] = p0.lane(3 * L / 4);
    o[o1] = q0.lane(0);
    o[o1 + 1] = q0.lane(L / 2);
    o[o1 + 2] = q0.lane(L / 4);
    o[o1 + 3] = q0.lane(3 * L / 4);
    for (; i < n; i++) {
      for (int j = 0; j < 4; j++) {
        float v = b[bo + j * line + i];
        o[o0 + j] = Math.fma(a[a0 + i], v, o[o0 + j]);
        o[o1 + j] = o0 == o1 ? o[o0 + j] : Math.fma(a[a1 + i], v, o[o1 + j]);
      }
    }
  }

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
  void adam(float[] p, float[] m, float[] v, int o, float[] g, int go, int n, AdamFactors f) {
    FloatVector beta1 = FloatVector.broadcast(S, (float) f.beta1());
    FloatVector beta2 = FloatVector.broadcast(S, (float) f.beta2());
    FloatVector other1 = FloatVector.broadcast(S, (float) (1 - f.beta1()));
    FloatVector other2 = FloatVector.broadcast(S, (float) (1 - f.beta2()));
    FloatVector rate = FloatVector.broadcast(S, (float) f.rate());
    FloatVector scale = FloatVector.broadcast(S, (float) f.scale());
    FloatVector epsilon = FloatVector.broadcast(S, (float) f.epsilon());
    FloatVector keep = FloatVector.broadcast(S, (float) f.keep());
    FloatVector decay = FloatVector.broadcast(S, (float) f.decay());
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector pi = FloatVector.fromArray(S, p, o + i);
      FloatVector gi = decay.fma(pi, FloatVector.fromArray(S, g, go + i));
      FloatVector squared =
          gi.blend(0f, gi.abs().compare(VectorOperators.LT, AdamFactors.TINY_GRADIENT));
      FloatVector mi = beta1.fma(FloatVector.fromArray(S, m, o + i), other1.mul(gi));
      FloatVector vi =
          beta2.fma(FloatVector.fromArray(S, v, o + i), other2.mul(squared).mul(squared));
      mi = mi.blend(0f, mi.abs().compare(VectorOperators.LT, AdamFactors.TINY_MOMENT));
      vi = vi.blend(0f, vi.compare(VectorOperators.LT, AdamFactors.TINY_MOMENT));
      mi.intoArray(m, o + i);
      vi.intoArray(v, o + i);
      pi.mul(keep)
          .sub(rate.mul(mi).div(vi.lanewise(VectorOperators.SQRT).fma(scale, epsilon)))
          .intoArray(p, o + i);
    }
    super.adam(p, m, v, o + i, g, go + i, n - i, f);
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
  void tile(
      int kc,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] from,
      int fo,
      int ldf,
      float[] c,
      int co,
      int ldc) {
    if (tileRows() == 12) {
      tile12x2(kc, a, ao, b, bo, from, fo, ldf, c, co, ldc);
    } else {
      tile4x2(kc, a, ao, b, bo, from, fo, ldf, c, co, ldc);
    }
  }

  /**
   * 12 rows of 2 vectors: 24 accumulators, which stay in registers because they never leave this
   * method.
   */
  private static void tile12x2(
      int kc,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] from,
      int fo,
      int ldf,
      float[] c,
      int co,
      int ldc) {
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
    FloatVector c0v0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0v1 = FloatVector.fromArray(S, from, fo + L);
    FloatVector c1v0 = FloatVector.fromArray(S, from, fo + ldf);
    FloatVector c1v1 = FloatVector.fromArray(S, from, fo + ldf + L);
    FloatVector c2v0 = FloatVector.fromArray(S, from, fo + 2 * ldf);
    FloatVector c2v1 = FloatVector.fromArray(S, from, fo + 2 * ldf + L);
    FloatVector c3v0 = FloatVector.fromArray(S, from, fo + 3 * ldf);
    FloatVector c3v1 = FloatVector.fromArray(S, from, fo + 3 * ldf + L);
    FloatVector c4v0 = FloatVector.fromArray(S, from, fo + 4 * ldf);
    FloatVector c4v1 = FloatVector.fromArray(S, from, fo + 4 * ldf + L);
    FloatVector c5v0 = FloatVector.fromArray(S, from, fo + 5 * ldf);
    FloatVector c5v1 = FloatVector.fromArray(S, from, fo + 5 * ldf + L);
    FloatVector c6v0 = FloatVector.fromArray(S, from, fo + 6 * ldf);
    FloatVector c6v1 = FloatVector.fromArray(S, from, fo + 6 * ldf + L);
    FloatVector c7v0 = FloatVector.fromArray(S, from, fo + 7 * ldf);
    FloatVector c7v1 = FloatVector.fromArray(S, from, fo + 7 * ldf + L);
    FloatVector c8v0 = FloatVector.fromArray(S, from, fo + 8 * ldf);
    FloatVector c8v1 = FloatVector.fromArray(S, from, fo + 8 * ldf + L);
    FloatVector c9v0 = FloatVector.fromArray(S, from, fo + 9 * ldf);
    FloatVector c9v1 = FloatVector.fromArray(S, from, fo + 9 * ldf + L);
    FloatVector c10v0 = FloatVector.fromArray(S, from, fo + 10 * ldf);
    FloatVector c10v1 = FloatVector.fromArray(S, from, fo + 10 * ldf + L);
    FloatVector c11v0 = FloatVector.fromArray(S, from, fo + 11 * ldf);
    FloatVector c11v1 = FloatVector.fromArray(S, from, fo + 11 * ldf + L);
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

  /**
   * 4 rows of 2 vectors: 8 accumulators, which stay in registers because they never leave this
   * method.
   */
  private static void tile4x2(
      int kc,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] from,
      int fo,
      int ldf,
      float[] c,
      int co,
      int ldc) {
    int r1 = co + ldc;
    int r2 = r1 + ldc;
    int r3 = r2 + ldc;
    FloatVector c0v0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0v1 = FloatVector.fromArray(S, from, fo + L);
    FloatVector c1v0 = FloatVector.fromArray(S, from, fo + ldf);
    FloatVector c1v1 = FloatVector.fromArray(S, from, fo + ldf + L);
    FloatVector c2v0 = FloatVector.fromArray(S, from, fo + 2 * ldf);
    FloatVector c2v1 = FloatVector.fromArray(S, from, fo + 2 * ldf + L);
    FloatVector c3v0 = FloatVector.fromArray(S, from, fo + 3 * ldf);
    FloatVector c3v1 = FloatVector.fromArray(S, from, fo + 3 * ldf + L);
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

  @Override
  String description() {
    return S.vectorBitSize() + "-bit Vector API kernels";
  }
}
