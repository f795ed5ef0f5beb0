package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * The folds with the Vector API. The lanes of {@link F32Sums} are those of one vector of 512 bits;
 * with narrower vectors a loop goes over its block once for every group of lanes, which stays in
 * the first-level cache. {@code reduceLanes} cannot be used for a sum: its order is the compiler's.
 */
final class F32VectorSums extends F32Sums {
  private static final int L = S.length();

  private static final VectorShuffle<Float> BY_HALF = exchange(L / 2);
  private static final VectorShuffle<Float> BY_QUARTER = exchange(L / 4);
  private static final VectorShuffle<Float> BY_TWO = exchange(2);
  private static final VectorShuffle<Float> BY_ONE = exchange(1);
  private static final VectorMask<Float> ODD_HALF = odd(L / 2);
  private static final VectorMask<Float> ODD_QUARTER = odd(L / 4);

  /** Exchanges lanes i and i ⊕ step. */
  private static VectorShuffle<Float> exchange(int step) {
    return VectorShuffle.fromOp(S, i -> (i ^ step) % L);
  }

  /** The lanes in every second span of a length. */
  private static VectorMask<Float> odd(int length) {
    boolean[] m = new boolean[L];
    for (int i = 0; i < L; i++) {
      m[i] = (i & length) != 0;
    }
    return VectorMask.fromArray(S, m, 0);
  }

  /** The groups of lanes from {@code at} on, folded by halves into one vector. */
  private static FloatVector groups(float[] lanes, int at) {
    FloatVector v = FloatVector.fromArray(S, lanes, at);
    if (L == LANES) {
      return v;
    }
    if (2 * L == LANES) {
      return v.add(FloatVector.fromArray(S, lanes, at + L));
    }
    return v.add(FloatVector.fromArray(S, lanes, at + LANES / 2))
        .add(
            FloatVector.fromArray(S, lanes, at + L)
                .add(FloatVector.fromArray(S, lanes, at + LANES / 2 + L)));
  }

  private static float fold(float[] lanes) {
    FloatVector v = groups(lanes, 0);
    v = v.add(v.rearrange(BY_HALF));
    if (L >= 4) {
      v = v.add(v.rearrange(BY_QUARTER));
    }
    if (L >= 16) {
      v = v.add(v.rearrange(BY_TWO));
    }
    if (L >= 8) {
      v = v.add(v.rearrange(BY_ONE));
    }
    return v.lane(0);
  }

  @Override
  float sumBlock(float[] x, int xo, int n, float[] lanes) {
    for (int g = 0; g < LANES; g += L) {
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int i = 0; i < n; i += STEP) {
        int at = xo + g + i;
        s0 = s0.add(FloatVector.fromArray(S, x, at));
        s1 = s1.add(FloatVector.fromArray(S, x, at + LANES));
        s2 = s2.add(FloatVector.fromArray(S, x, at + 2 * LANES));
        s3 = s3.add(FloatVector.fromArray(S, x, at + 3 * LANES));
      }
      s0.add(s1).add(s2.add(s3)).intoArray(lanes, g);
    }
    return fold(lanes);
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
  float expSumBlock(float[] x, int xo, float shift, float[] o, int oo, int n, float[] lanes) {
    for (int g = 0; g < LANES; g += L) {
      expSumGroup(x, xo + g, shift, o, oo + g, n, lanes, g);
    }
    return fold(lanes);
  }

  private static void expSumGroup(
      float[] x, int xo, float shift, float[] o, int oo, int n, float[] lanes, int to) {
    FloatVector s = FloatVector.zero(S);
    for (int i = 0; i < n; i += LANES) {
      FloatVector e = F32VectorMath.exp(FloatVector.fromArray(S, x, xo + i).sub(shift));
      e.intoArray(o, oo + i);
      s = s.add(e);
    }
    s.intoArray(lanes, to);
  }

  @Override
  float dotBlock(float[] a, int ao, float[] b, int bo, int n, float[] lanes) {
    for (int g = 0; g < LANES; g += L) {
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int i = 0; i < n; i += STEP) {
        int p = ao + g + i;
        int q = bo + g + i;
        s0 = FloatVector.fromArray(S, a, p).fma(FloatVector.fromArray(S, b, q), s0);
        s1 = FloatVector.fromArray(S, a, p + LANES).fma(FloatVector.fromArray(S, b, q + LANES), s1);
        s2 =
            FloatVector.fromArray(S, a, p + 2 * LANES)
                .fma(FloatVector.fromArray(S, b, q + 2 * LANES), s2);
        s3 =
            FloatVector.fromArray(S, a, p + 3 * LANES)
                .fma(FloatVector.fromArray(S, b, q + 3 * LANES), s3);
      }
      s0.add(s1).add(s2.add(s3)).intoArray(lanes, g);
    }
    return fold(lanes);
  }

  @Override
  void dots(
      float[] a,
      int a0,
      int a1,
      float[] b,
      int bo,
      int line,
      int n,
      float[] lanes,
      float[] o,
      int o0,
      int o1) {
    int whole = n - n % LANES;
    if (L == LANES) {
      dotsInRegisters(a, a0, a1, b, bo, line, whole, o, o0, o1);
    } else {
      for (int g = 0; g < LANES; g += L) {
        chains(a, a0 + g, a1 + g, b, bo + g, line, whole, lanes, g);
      }
      foldFour(lanes, 0, o, o0);
      foldFour(lanes, 4 * LANES, o, o1);
    }
    for (int i = whole; i < n; i++) {
      for (int j = 0; j < 4; j++) {
        float v = b[bo + j * line + i];
        o[o0 + j] = Math.fma(a[a0 + i], v, o[o0 + j]);
        o[o1 + j] = o0 == o1 ? o[o0 + j] : Math.fma(a[a1 + i], v, o[o1 + j]);
      }
    }
  }

  /**
   * Eight inner products and their folds where one vector has all lanes: as {@link #chains} and
   * {@link #foldFour}, without a way through memory.
   */
  private static void dotsInRegisters(
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
    for (int i = 0; i < n; i += L) {
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
    p0 = p0.add(p0.rearrange(BY_ONE));
    q0 = q0.add(q0.rearrange(BY_ONE));
    o[o0] = p0.lane(0);
    o[o0 + 1] = p0.lane(L / 2);
    o[o0 + 2] = p0.lane(L / 4);
    o[o0 + 3] = p0.lane(3 * L / 4);
    o[o1] = q0.lane(0);
    o[o1 + 1] = q0.lane(L / 2);
    o[o1 + 2] = q0.lane(L / 4);
    o[o1 + 3] = q0.lane(3 * L / 4);
  }

  /** One group of the lanes of eight inner products, which are {@link #LANES} apart. */
  private static void chains(
      float[] a, int a0, int a1, float[] b, int bo, int line, int n, float[] lanes, int to) {
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
    for (int i = 0; i < n; i += LANES) {
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
    p0.intoArray(lanes, to);
    p1.intoArray(lanes, to + LANES);
    p2.intoArray(lanes, to + 2 * LANES);
    p3.intoArray(lanes, to + 3 * LANES);
    q0.intoArray(lanes, to + 4 * LANES);
    q1.intoArray(lanes, to + 5 * LANES);
    q2.intoArray(lanes, to + 6 * LANES);
    q3.intoArray(lanes, to + 7 * LANES);
  }

  /**
   * Folds four sums at once: each step adds the halves of what is left of every sum, and packs two
   * vectors into one.
   */
  private static void foldFour(float[] lanes, int at, float[] o, int oo) {
    FloatVector p0 = groups(lanes, at);
    FloatVector p1 = groups(lanes, at + LANES);
    FloatVector p2 = groups(lanes, at + 2 * LANES);
    FloatVector p3 = groups(lanes, at + 3 * LANES);
    p0 = p0.add(p0.rearrange(BY_HALF));
    p1 = p1.add(p1.rearrange(BY_HALF));
    p2 = p2.add(p2.rearrange(BY_HALF));
    p3 = p3.add(p3.rearrange(BY_HALF));
    p0 = p0.blend(p1, ODD_HALF);
    p2 = p2.blend(p3, ODD_HALF);
    if (L == 2) {
      p0.intoArray(o, oo);
      p2.intoArray(o, oo + 2);
      return;
    }
    p0 = p0.add(p0.rearrange(BY_QUARTER));
    p2 = p2.add(p2.rearrange(BY_QUARTER));
    p0 = p0.blend(p2, ODD_QUARTER);
    if (L >= 16) {
      p0 = p0.add(p0.rearrange(BY_TWO));
    }
    if (L >= 8) {
      p0 = p0.add(p0.rearrange(BY_ONE));
    }
    o[oo] = p0.lane(0);
    o[oo + 1] = p0.lane(L / 2);
    o[oo + 2] = p0.lane(L / 4);
    o[oo + 3] = p0.lane(3 * L / 4);
  }

  @Override
  void addRows(float[] x, int xo, int pitch, int rows, float[] o, int oo, int n) {
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector s = FloatVector.fromArray(S, x, xo + j);
      for (int i = 1; i < rows; i++) {
        s = s.add(FloatVector.fromArray(S, x, xo + i * pitch + j));
      }
      s.intoArray(o, oo + j);
    }
    super.addRows(x, xo + j, pitch, rows, o, oo + j, n - j);
  }
}
