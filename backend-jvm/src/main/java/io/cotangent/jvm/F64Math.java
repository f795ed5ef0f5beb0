package io.cotangent.jvm;

import io.cotangent.op.Reference;

/**
 * The transcendental functions in F64, by the same letters as {@code F64VectorMath}, so that both
 * give the same bits. Errors are below 2 ulp for exp and log and 4 ulp for tanh, sigmoid and erf,
 * over the whole range.
 */
final class F64Math {
  /** 1.5·2⁵²: adding it rounds to an integer, which then stands in the low bits. */
  static final double ROUND = 0x1.8p52;

  static final double LOG2E = 1.4426950408889634;
  static final double LN2_HIGH = 6.93147180369123816490e-01;
  static final double LN2_LOW = 1.90821492927058770002e-10;
  static final double EXP_MAX = 709.782712893384;
  static final double EXP_MIN = -745.1332191019412;

  // log after Sun's fdlibm: s = f/(2 + f), R = s²·(G0 + s²·(G1 + …)).
  static final double G0 = 6.666666666666735130e-01;
  static final double G1 = 3.999999999940941908e-01;
  static final double G2 = 2.857142874366239149e-01;
  static final double G3 = 2.222219843214978396e-01;
  static final double G4 = 1.818357216161805012e-01;
  static final double G5 = 1.531383769920937332e-01;
  static final double G6 = 1.479819860511658591e-01;

  /** 1/k! for k = 2 … 13. */
  static final double[] E = taylor();

  private F64Math() {}

  private static double[] taylor() {
    double[] e = new double[12];
    double f = 1;
    for (int k = 2; k <= 13; k++) {
      f *= k;
      e[k - 2] = 1 / f;
    }
    return e;
  }

  /**
   * eˣ = 2ⁿ·eʳ with n = round(x/ln 2) and r = x − n·ln 2; 2ⁿ in two factors, so that subnormal
   * results are reached.
   */
  static double exp(double x) {
    double t = Math.fma(x, LOG2E, ROUND);
    double n = t - ROUND;
    double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    double e = expm1Poly(r) + 1;
    long bits = Double.doubleToRawLongBits(t) << 52 >> 52;
    long half = bits >> 1;
    double y = e * power(half) * power(bits - half);
    return x > EXP_MAX ? Double.POSITIVE_INFINITY : x < EXP_MIN ? 0 : y;
  }

  /** eʳ − 1 for |r| ≤ ln2/2. */
  private static double expm1Poly(double r) {
    double p = E[11];
    for (int k = 10; k >= 0; k--) {
      p = Math.fma(p, r, E[k]);
    }
    return Math.fma(r * r, p, r);
  }

  private static double power(long n) {
    return Double.longBitsToDouble((n + 1023) << 52);
  }

  /** log x = n·ln 2 + log(1 + f) with 1 + f in [√½, √2). */
  static double log(double x) {
    boolean small = x < Double.MIN_NORMAL;
    double scaled = small ? x * 0x1p52 : x;
    long bits = Double.doubleToRawLongBits(scaled) - 0x3fe6a09e667f3bcdL;
    double n = (bits >> 52) - (small ? 52 : 0);
    double f = Double.longBitsToDouble((bits & 0x000fffffffffffffL) + 0x3fe6a09e667f3bcdL) - 1;
    double s = f / (2 + f);
    double z = s * s;
    double p = Math.fma(G6, z, G5);
    p = Math.fma(p, z, G4);
    p = Math.fma(p, z, G3);
    p = Math.fma(p, z, G2);
    p = Math.fma(p, z, G1);
    p = Math.fma(p, z, G0);
    p = p * z;
    double h = f * f * 0.5;
    double y = n * LN2_HIGH - ((h - Math.fma(s, h + p, n * LN2_LOW)) - f);
    return x > 0 && x < Double.POSITIVE_INFINITY
        ? y
        : x == 0 ? Double.NEGATIVE_INFINITY : x < 0 ? Double.NaN : x;
  }

  /** tanh|x| = u/(u + 2) with u = e²ˣ − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1). */
  static double tanh(double x) {
    double a = Math.abs(x) * 2;
    a = a > 80 ? 80 : a;
    double t = Math.fma(a, LOG2E, ROUND);
    double n = t - ROUND;
    double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, a));
    double s = power(Double.doubleToRawLongBits(t) << 52 >> 52);
    double u = Math.fma(expm1Poly(r), s, s - 1);
    return Math.copySign(u / (u + 2), x);
  }

  /** With z = e^−|x|: 1/(1 + z) to the right of 0, z/(1 + z) to the left. */
  static double sigmoid(double x) {
    double z = exp(-Math.abs(x));
    return (x >= 0 ? 1 : z) / (1 + z);
  }

  static double erf(double x) {
    return Reference.erf(x);
  }

  /** Φ(x)·x. */
  static double gelu(double x) {
    return x * normalCdf(x);
  }

  /** Φ(x), the normal distribution function. */
  static double normalCdf(double x) {
    return Reference.normalCdf(x);
  }

  /** φ(x) = exp(−x²/2)/√(2π). */
  static double normalPdf(double x) {
    return exp(x * x * -0.5) * 0.3989422804014327;
  }

  /** max(x, 0) + log(1 + e^−|x|). */
  static double softplus(double x) {
    return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
  }

  /** log(1 + z) for 0 ≤ z ≤ 1: log(u)·z/(u − 1) with u = 1 + z rounded (Kahan). */
  static double log1p(double z) {
    double u = 1 + z;
    double d = u - 1;
    return d == 0 ? z : log(u) * (z / d);
  }
}
