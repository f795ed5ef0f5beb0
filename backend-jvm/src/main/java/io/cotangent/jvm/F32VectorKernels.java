package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The kernels that C2 does not vectorize by itself, with the Vector API. Loops are monomorphic and
 * without masks; what is left at the end of a stretch goes through {@link F32Math}, which gives the
 * same bits. No vector leaves the method that made it, except into small methods that C2 inlines:
 * otherwise each would be boxed, twenty times slower.
 */
class F32VectorKernels extends F32Kernels {
  private static final int L = S.length();

  /** Elements that are added up in F32 before the sum goes on in F64. */
  private static final int BLOCK = 64 * L;

  @Override
  void exp(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.exp(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    for (; i < n; i++) {
      o[oo + i] = F32Math.exp(x[xo + i]);
    }
  }

  @Override
  void log(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.log(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    for (; i < n; i++) {
      o[oo + i] = F32Math.log(x[xo + i]);
    }
  }

  @Override
  void tanh(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.tanh(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    for (; i < n; i++) {
      o[oo + i] = F32Math.tanh(x[xo + i]);
    }
  }

  @Override
  void sigmoid(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.sigmoid(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    for (; i < n; i++) {
      o[oo + i] = F32Math.sigmoid(x[xo + i]);
    }
  }

  @Override
  void silu(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.silu(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    for (; i < n; i++) {
      o[oo + i] = x[xo + i] * F32Math.sigmoid(x[xo + i]);
    }
  }

  @Override
  void reluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, a, ao + i);
      FloatVector x = FloatVector.fromArray(S, b, bo + i);
      g.blend(0f, x.compare(VectorOperators.LE, 0f)).intoArray(o, oo + i);
    }
    if (i < n) {
      super.reluGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
    }
  }

  @Override
  void siluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, a, ao + i);
      FloatVector x = FloatVector.fromArray(S, b, bo + i);
      F32VectorMath.siluGrad(g, x).intoArray(o, oo + i);
    }
    if (i < n) {
      super.siluGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
    }
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
      FloatVector mi = beta1.fma(FloatVector.fromArray(S, m, o + i), other1.mul(gi));
      FloatVector vi = beta2.fma(FloatVector.fromArray(S, v, o + i), other2.mul(gi).mul(gi));
      mi.intoArray(m, o + i);
      vi.intoArray(v, o + i);
      pi.mul(keep)
          .sub(rate.mul(mi).div(vi.lanewise(VectorOperators.SQRT).fma(scale, epsilon)))
          .intoArray(p, o + i);
    }
    if (i < n) {
      super.adam(p, m, v, o + i, g, go + i, n - i, f);
    }
  }

  @Override
  int[][] tiles() {
    return L >= 16 || S.vectorBitSize() >= 512
        ? new int[][] {{12, 2 * L}, {8, 3 * L}}
        : new int[][] {{4, 2 * L}};
  }

  @Override
  void tile(
      int mr,
      int nr,
      int kc,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] c,
      int co,
      int ldc,
      boolean add) {
    if (mr == 12) {
      tile12x2(kc, a, ao, b, bo, c, co, ldc, add);
    } else if (mr == 8) {
      tile8x3(kc, a, ao, b, bo, c, co, ldc, add);
    } else {
      tile4x2(kc, a, ao, b, bo, c, co, ldc, add);
    }
  }

  /**
   * 12 rows of 2 vectors: 24 accumulators, which stay in registers because they never leave this
   * method.
   */
  private static void tile12x2(
      int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    FloatVector c8_0 = FloatVector.zero(S);
    FloatVector c8_1 = FloatVector.zero(S);
    FloatVector c9_0 = FloatVector.zero(S);
    FloatVector c9_1 = FloatVector.zero(S);
    FloatVector c10_0 = FloatVector.zero(S);
    FloatVector c10_1 = FloatVector.zero(S);
    FloatVector c11_0 = FloatVector.zero(S);
    FloatVector c11_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      int p = ao + k * 12;
      int q = bo + k * (2 * L);
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x;
      x = FloatVector.broadcast(S, a[p]);
      c0_0 = x.fma(b0, c0_0);
      c0_1 = x.fma(b1, c0_1);
      x = FloatVector.broadcast(S, a[p + 1]);
      c1_0 = x.fma(b0, c1_0);
      c1_1 = x.fma(b1, c1_1);
      x = FloatVector.broadcast(S, a[p + 2]);
      c2_0 = x.fma(b0, c2_0);
      c2_1 = x.fma(b1, c2_1);
      x = FloatVector.broadcast(S, a[p + 3]);
      c3_0 = x.fma(b0, c3_0);
      c3_1 = x.fma(b1, c3_1);
      x = FloatVector.broadcast(S, a[p + 4]);
      c4_0 = x.fma(b0, c4_0);
      c4_1 = x.fma(b1, c4_1);
      x = FloatVector.broadcast(S, a[p + 5]);
      c5_0 = x.fma(b0, c5_0);
      c5_1 = x.fma(b1, c5_1);
      x = FloatVector.broadcast(S, a[p + 6]);
      c6_0 = x.fma(b0, c6_0);
      c6_1 = x.fma(b1, c6_1);
      x = FloatVector.broadcast(S, a[p + 7]);
      c7_0 = x.fma(b0, c7_0);
      c7_1 = x.fma(b1, c7_1);
      x = FloatVector.broadcast(S, a[p + 8]);
      c8_0 = x.fma(b0, c8_0);
      c8_1 = x.fma(b1, c8_1);
      x = FloatVector.broadcast(S, a[p + 9]);
      c9_0 = x.fma(b0, c9_0);
      c9_1 = x.fma(b1, c9_1);
      x = FloatVector.broadcast(S, a[p + 10]);
      c10_0 = x.fma(b0, c10_0);
      c10_1 = x.fma(b1, c10_1);
      x = FloatVector.broadcast(S, a[p + 11]);
      c11_0 = x.fma(b0, c11_0);
      c11_1 = x.fma(b1, c11_1);
    }
    int r = co;
    if (add) {
      c0_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c0_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c1_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c1_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c2_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c2_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c3_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c3_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c4_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c4_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c5_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c5_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c6_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c6_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c7_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c7_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c8_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c8_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c9_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c9_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c10_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c10_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c11_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c11_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      return;
    }
    c0_0.intoArray(c, r);
    c0_1.intoArray(c, r + L);
    r += ldc;
    c1_0.intoArray(c, r);
    c1_1.intoArray(c, r + L);
    r += ldc;
    c2_0.intoArray(c, r);
    c2_1.intoArray(c, r + L);
    r += ldc;
    c3_0.intoArray(c, r);
    c3_1.intoArray(c, r + L);
    r += ldc;
    c4_0.intoArray(c, r);
    c4_1.intoArray(c, r + L);
    r += ldc;
    c5_0.intoArray(c, r);
    c5_1.intoArray(c, r + L);
    r += ldc;
    c6_0.intoArray(c, r);
    c6_1.intoArray(c, r + L);
    r += ldc;
    c7_0.intoArray(c, r);
    c7_1.intoArray(c, r + L);
    r += ldc;
    c8_0.intoArray(c, r);
    c8_1.intoArray(c, r + L);
    r += ldc;
    c9_0.intoArray(c, r);
    c9_1.intoArray(c, r + L);
    r += ldc;
    c10_0.intoArray(c, r);
    c10_1.intoArray(c, r + L);
    r += ldc;
    c11_0.intoArray(c, r);
    c11_1.intoArray(c, r + L);
  }

  /**
   * 8 rows of 3 vectors: 24 accumulators, which stay in registers because they never leave this
   * method.
   */
  private static void tile8x3(
      int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c0_2 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c1_2 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c2_2 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c3_2 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c4_2 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c5_2 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c6_2 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    FloatVector c7_2 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      int p = ao + k * 8;
      int q = bo + k * (3 * L);
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * L);
      FloatVector x;
      x = FloatVector.broadcast(S, a[p]);
      c0_0 = x.fma(b0, c0_0);
      c0_1 = x.fma(b1, c0_1);
      c0_2 = x.fma(b2, c0_2);
      x = FloatVector.broadcast(S, a[p + 1]);
      c1_0 = x.fma(b0, c1_0);
      c1_1 = x.fma(b1, c1_1);
      c1_2 = x.fma(b2, c1_2);
      x = FloatVector.broadcast(S, a[p + 2]);
      c2_0 = x.fma(b0, c2_0);
      c2_1 = x.fma(b1, c2_1);
      c2_2 = x.fma(b2, c2_2);
      x = FloatVector.broadcast(S, a[p + 3]);
      c3_0 = x.fma(b0, c3_0);
      c3_1 = x.fma(b1, c3_1);
      c3_2 = x.fma(b2, c3_2);
      x = FloatVector.broadcast(S, a[p + 4]);
      c4_0 = x.fma(b0, c4_0);
      c4_1 = x.fma(b1, c4_1);
      c4_2 = x.fma(b2, c4_2);
      x = FloatVector.broadcast(S, a[p + 5]);
      c5_0 = x.fma(b0, c5_0);
      c5_1 = x.fma(b1, c5_1);
      c5_2 = x.fma(b2, c5_2);
      x = FloatVector.broadcast(S, a[p + 6]);
      c6_0 = x.fma(b0, c6_0);
      c6_1 = x.fma(b1, c6_1);
      c6_2 = x.fma(b2, c6_2);
      x = FloatVector.broadcast(S, a[p + 7]);
      c7_0 = x.fma(b0, c7_0);
      c7_1 = x.fma(b1, c7_1);
      c7_2 = x.fma(b2, c7_2);
    }
    int r = co;
    if (add) {
      c0_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c0_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c0_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      r += ldc;
      c1_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c1_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c1_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      r += ldc;
      c2_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c2_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c2_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      r += ldc;
      c3_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c3_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c3_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      r += ldc;
      c4_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c4_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c4_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      r += ldc;
      c5_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c5_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c5_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      r += ldc;
      c6_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c6_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c6_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      r += ldc;
      c7_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c7_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      c7_2.add(FloatVector.fromArray(S, c, r + 2 * L)).intoArray(c, r + 2 * L);
      return;
    }
    c0_0.intoArray(c, r);
    c0_1.intoArray(c, r + L);
    c0_2.intoArray(c, r + 2 * L);
    r += ldc;
    c1_0.intoArray(c, r);
    c1_1.intoArray(c, r + L);
    c1_2.intoArray(c, r + 2 * L);
    r += ldc;
    c2_0.intoArray(c, r);
    c2_1.intoArray(c, r + L);
    c2_2.intoArray(c, r + 2 * L);
    r += ldc;
    c3_0.intoArray(c, r);
    c3_1.intoArray(c, r + L);
    c3_2.intoArray(c, r + 2 * L);
    r += ldc;
    c4_0.intoArray(c, r);
    c4_1.intoArray(c, r + L);
    c4_2.intoArray(c, r + 2 * L);
    r += ldc;
    c5_0.intoArray(c, r);
    c5_1.intoArray(c, r + L);
    c5_2.intoArray(c, r + 2 * L);
    r += ldc;
    c6_0.intoArray(c, r);
    c6_1.intoArray(c, r + L);
    c6_2.intoArray(c, r + 2 * L);
    r += ldc;
    c7_0.intoArray(c, r);
    c7_1.intoArray(c, r + L);
    c7_2.intoArray(c, r + 2 * L);
  }

  /**
   * 4 rows of 2 vectors: 8 accumulators, which stay in registers because they never leave this
   * method.
   */
  private static void tile4x2(
      int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      int p = ao + k * 4;
      int q = bo + k * (2 * L);
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x;
      x = FloatVector.broadcast(S, a[p]);
      c0_0 = x.fma(b0, c0_0);
      c0_1 = x.fma(b1, c0_1);
      x = FloatVector.broadcast(S, a[p + 1]);
      c1_0 = x.fma(b0, c1_0);
      c1_1 = x.fma(b1, c1_1);
      x = FloatVector.broadcast(S, a[p + 2]);
      c2_0 = x.fma(b0, c2_0);
      c2_1 = x.fma(b1, c2_1);
      x = FloatVector.broadcast(S, a[p + 3]);
      c3_0 = x.fma(b0, c3_0);
      c3_1 = x.fma(b1, c3_1);
    }
    int r = co;
    if (add) {
      c0_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c0_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c1_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c1_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c2_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c2_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      r += ldc;
      c3_0.add(FloatVector.fromArray(S, c, r)).intoArray(c, r);
      c3_1.add(FloatVector.fromArray(S, c, r + L)).intoArray(c, r + L);
      return;
    }
    c0_0.intoArray(c, r);
    c0_1.intoArray(c, r + L);
    r += ldc;
    c1_0.intoArray(c, r);
    c1_1.intoArray(c, r + L);
    r += ldc;
    c2_0.intoArray(c, r);
    c2_1.intoArray(c, r + L);
    r += ldc;
    c3_0.intoArray(c, r);
    c3_1.intoArray(c, r + L);
  }

  @Override
  String description() {
    return S.vectorBitSize() + "-bit Vector API kernels";
  }
}
