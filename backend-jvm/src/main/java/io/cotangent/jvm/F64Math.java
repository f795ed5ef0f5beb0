package io.cotangent.jvm;

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

  static final double SQRT_HALF = 0.7071067811865476;
  static final double PDF_TOP = 0.3989422804014327;

  // (eʳ − 1 − r)/r² for |r| ≤ ln2/2, the Taylor coefficients 1/k!.
  static final double E2 = 1.0 / 2;
  static final double E3 = 1.0 / 6;
  static final double E4 = 1.0 / 24;
  static final double E5 = 1.0 / 120;
  static final double E6 = 1.0 / 720;
  static final double E7 = 1.0 / 5040;
  static final double E8 = 1.0 / 40320;
  static final double E9 = 1.0 / 362880;
  static final double E10 = 1.0 / 3628800;
  static final double E11 = 1.0 / 39916800;
  static final double E12 = 1.0 / 479001600;
  static final double E13 = 1.0 / 6227020800L;

  // erf after N. Juffa: x + x·P(x²) up to 1, 1 − exp(Q(|x|)) above; weighted minimax polynomials,
  // the highest power first.
  static final double P0 = -7.779434639510884e-10;
  static final double P1 = 1.3710961670850366e-08;
  static final double P2 = -1.6206309281468722e-07;
  static final double P3 = 1.6447130967945935e-06;
  static final double P4 = -1.492471225113535e-05;
  static final double P5 = 0.0001205529357414983;
  static final double P6 = -0.0008548325929218721;
  static final double P7 = 0.005223977606116382;
  static final double P8 = -0.026866170643111198;
  static final double P9 = 0.11283791670944184;
  static final double P10 = -0.3761263890318352;
  static final double P11 = 0.12837916709551256;
  static final double Q0 = -8.482579653992378e-12;
  static final double Q1 = 3.410199266493292e-10;
  static final double Q2 = -6.365992908764831e-09;
  static final double Q3 = 7.309473796938537e-08;
  static final double Q4 = -5.750574532943102e-07;
  static final double Q5 = 3.2526127928939237e-06;
  static final double Q6 = -1.3353373835825769e-05;
  static final double Q7 = 3.804287147181306e-05;
  static final double Q8 = -5.901129437942147e-05;
  static final double Q9 = -5.730263400760682e-05;
  static final double Q10 = 0.0006476457939829721;
  static final double Q11 = -0.0017633927177662606;
  static final double Q12 = 0.0002640888634324121;
  static final double Q13 = 0.019096931380760438;
  static final double Q14 = -0.10276040588813536;
  static final double Q15 = -0.6366226407467505;
  static final double Q16 = -0.12837885680464275;

  private F64Math() {}

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
    double p = Math.fma(E13, r, E12);
    p = Math.fma(p, r, E11);
    p = Math.fma(p, r, E10);
    p = Math.fma(p, r, E9);
    p = Math.fma(p, r, E8);
    p = Math.fma(p, r, E7);
    p = Math.fma(p, r, E6);
    p = Math.fma(p, r, E5);
    p = Math.fma(p, r, E4);
    p = Math.fma(p, r, E3);
    p = Math.fma(p, r, E2);
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

  static double sin(double x) {
    return StrictMath.sin(x);
  }

  static double cos(double x) {
    return StrictMath.cos(x);
  }

  static double erf(double x) {
    double t = Math.abs(x);
    double s = x * x;
    if (t > 1) {
      double q = Math.fma(Q0, t, Q1);
      q = Math.fma(q, t, Q2);
      q = Math.fma(q, t, Q3);
      q = Math.fma(q, t, Q4);
      q = Math.fma(q, t, Q5);
      q = Math.fma(q, t, Q6);
      q = Math.fma(q, t, Q7);
      q = Math.fma(q, t, Q8);
      q = Math.fma(q, t, Q9);
      q = Math.fma(q, t, Q10);
      q = Math.fma(q, t, Q11);
      q = Math.fma(q, t, Q12);
      q = Math.fma(q, t, Q13);
      q = Math.fma(q, t, Q14);
      q = Math.fma(q, t, Q15);
      q = Math.fma(q, t, Q16);
      double large = t > 6 ? 1 : 1 - exp(Math.fma(q, t, -t));
      return Math.copySign(large, x);
    }
    double p = Math.fma(P0, s, P1);
    p = Math.fma(p, s, P2);
    p = Math.fma(p, s, P3);
    p = Math.fma(p, s, P4);
    p = Math.fma(p, s, P5);
    p = Math.fma(p, s, P6);
    p = Math.fma(p, s, P7);
    p = Math.fma(p, s, P8);
    p = Math.fma(p, s, P9);
    p = Math.fma(p, s, P10);
    p = Math.fma(p, s, P11);
    return Math.fma(p, x, x);
  }

  /** Φ(x)·x. */
  static double gelu(double x) {
    return x * normalCdf(x);
  }

  /** Φ(x) = (1 + erf(x/√2))/2. */
  static double normalCdf(double x) {
    return Math.fma(erf(x * SQRT_HALF), 0.5, 0.5);
  }

  /** φ(x) = exp(−x²/2)/√(2π). */
  static double normalPdf(double x) {
    return exp(x * x * -0.5) * PDF_TOP;
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
