package io.cotangent.jvm;

/**
 * Folds of dense spans of F32, as plain loops.
 *
 * <p>Sums have one order for all kernels, so that all give the same bits: partial sums as in the
 * lanes of vectors of 64 bytes, which are folded by halves (lane i with lane i + n/2); the sums of
 * blocks go on in F64, so that long sums stay accurate. The same for vectors of any width is {@code
 * F32VectorSums}.
 */
class F32Sums {
  /** Partial sums of a chain. */
  static final int LANES = 64 / Float.BYTES;

  /** Elements of a step with four chains. */
  static final int STEP = 4 * LANES;

  /** Elements that four chains add up in F32. */
  static final int BLOCK = 1024;

  /** Elements that one chain adds up in F32. */
  static final int CHAIN = 512;

  /** The longest rows for {@link #dots}. */
  static final int DOTS = 1024;

  /** Σ x. */
  final double sum(float[] x, int xo, int n) {
    double total = 0;
    int whole = n - n % STEP;
    if (whole > 0) {
      float[] lanes = new float[LANES];
      for (int i = 0, m; i < whole; i += m) {
        m = Math.min(BLOCK, whole - i);
        total += sumBlock(x, xo + i, m, lanes);
      }
    }
    return total + rest(x, xo + whole, n - whole);
  }

  /** Σ x of less than a step, in F64. */
  private static double rest(float[] x, int xo, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[xo + i];
      s1 += x[xo + i + 1];
      s2 += x[xo + i + 2];
      s3 += x[xo + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[xo + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Σ x over whole steps, in F32; lanes are overwritten. */
  float sumBlock(float[] x, int xo, int n, float[] lanes) {
    for (int j = 0; j < LANES; j++) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int i = j; i < n; i += STEP) {
        int at = xo + i;
        s0 += x[at];
        s1 += x[at + LANES];
        s2 += x[at + 2 * LANES];
        s3 += x[at + 3 * LANES];
      }
      lanes[j] = (s0 + s1) + (s2 + s3);
    }
    return fold(lanes);
  }

  /** The sum of all lanes, by halves. */
  private static float fold(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }

  /** Π x. */
  final double prod(float[] x, int xo, int n) {
    double p = 1;
    for (int i = 0; i < n; i++) {
      p *= x[xo + i];
    }
    return p;
  }

  /** The largest; NaN wins. */
  float max(float[] x, int xo, int n) {
    float m = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = Math.max(m, x[xo + i]);
    }
    return m;
  }

  /** The smallest; NaN wins. */
  float min(float[] x, int xo, int n) {
    float m = Float.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = Math.min(m, x[xo + i]);
    }
    return m;
  }

  /** {@code o = exp(x − shift)}; returns Σ o. */
  final double expSum(float[] x, int xo, float shift, float[] o, int oo, int n) {
    double total = 0;
    int whole = n - n % LANES;
    if (whole > 0) {
      float[] lanes = new float[LANES];
      for (int i = 0, m; i < whole; i += m) {
        m = Math.min(CHAIN, whole - i);
        total += expSumBlock(x, xo + i, shift, o, oo + i, m, lanes);
      }
    }
    for (int i = whole; i < n; i++) {
      float e = F32Math.exp(x[xo + i] - shift);
      o[oo + i] = e;
      total += e;
    }
    return total;
  }

  /** {@link #expSum} over whole lanes, in F32; lanes are overwritten. */
  float expSumBlock(float[] x, int xo, float shift, float[] o, int oo, int n, float[] lanes) {
    java.util.Arrays.fill(lanes, 0);
    for (int i = 0; i < n; i += LANES) {
      for (int j = 0; j < LANES; j++) {
        float e = F32Math.exp(x[xo + i + j] - shift);
        o[oo + i + j] = e;
        lanes[j] += e;
      }
    }
    return fold(lanes);
  }

  /** Σ a·b. */
  final double dot(float[] a, int ao, float[] b, int bo, int n) {
    double total = 0;
    int whole = n - n % STEP;
    if (whole > 0) {
      float[] lanes = new float[LANES];
      for (int i = 0, m; i < whole; i += m) {
        m = Math.min(BLOCK, whole - i);
        total += dotBlock(a, ao + i, b, bo + i, m, lanes);
      }
    }
    for (int i = whole; i < n; i++) {
      total += (double) a[ao + i] * b[bo + i];
    }
    return total;
  }

  /** Σ a·b over whole steps, in F32; lanes are overwritten. */
  float dotBlock(float[] a, int ao, float[] b, int bo, int n, float[] lanes) {
    for (int j = 0; j < LANES; j++) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int i = j; i < n; i += STEP) {
        int p = ao + i;
        int q = bo + i;
        s0 = Math.fma(a[p], b[q], s0);
        s1 = Math.fma(a[p + LANES], b[q + LANES], s1);
        s2 = Math.fma(a[p + 2 * LANES], b[q + 2 * LANES], s2);
        s3 = Math.fma(a[p + 3 * LANES], b[q + 3 * LANES], s3);
      }
      lanes[j] = (s0 + s1) + (s2 + s3);
    }
    return fold(lanes);
  }

  /**
   * Inner products of two rows of a, from a0 and a1 on, with four rows of b, which are {@code line}
   * apart: four results at o0 and four at o1. Each has one chain, and after it the elements beyond
   * whole lanes, one by one.
   *
   * @param n at most {@link #DOTS}
   * @param lanes memory for {@code 8·LANES} elements
   */
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
    for (int j = 0; j < 4; j++) {
      o[o0 + j] = chain(a, a0, b, bo + j * line, n, lanes);
      o[o1 + j] = chain(a, a1, b, bo + j * line, n, lanes);
    }
  }

  private static float chain(float[] a, int ao, float[] b, int bo, int n, float[] lanes) {
    int whole = n - n % LANES;
    for (int j = 0; j < LANES; j += 4) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int i = j; i < whole; i += LANES) {
        int p = ao + i;
        int q = bo + i;
        s0 = Math.fma(a[p], b[q], s0);
        s1 = Math.fma(a[p + 1], b[q + 1], s1);
        s2 = Math.fma(a[p + 2], b[q + 2], s2);
        s3 = Math.fma(a[p + 3], b[q + 3], s3);
      }
      lanes[j] = s0;
      lanes[j + 1] = s1;
      lanes[j + 2] = s2;
      lanes[j + 3] = s3;
    }
    float s = fold(lanes);
    for (int i = whole; i < n; i++) {
      s = Math.fma(a[ao + i], b[bo + i], s);
    }
    return s;
  }

  /** {@code o[j] = Σᵢ x[xo + i·pitch + j]} for j &lt; n, one row after another; rows ≥ 1. */
  void addRows(float[] x, int xo, int pitch, int rows, float[] o, int oo, int n) {
    System.arraycopy(x, xo, o, oo, n);
    for (int i = 1; i < rows; i++) {
      int at = xo + i * pitch;
      for (int j = 0; j < n; j++) {
        o[oo + j] += x[at + j];
      }
    }
  }
}
