package io.cotangent.jvm;

/**
 * The transcendental functions in F32, by the same letters as {@code F32VectorMath}, so that both
 * give the same bits. Errors are below 1 ulp for sin and cos, 2 ulp for exp and log and 4 ulp for
 * tanh, sigmoid and erf, over the whole range.
 */
final class F32Math {
  /** 1.5·2²³: adding it rounds to an integer, which then stands in the low bits. */
  static final float ROUND = 0x1.8p23f;

  static final float LOG2E = 1.44269504f;
  static final float LN2_HIGH = 0x1.62e4p-1f;
  static final float LN2_LOW = 1.42860677e-6f;
  static final float EXP_MAX = 88.72284f;
  static final float EXP_MIN = -103.972084f;

  // (eʳ − 1 − r)/r² for |r| ≤ ln2/2, the Taylor coefficients 1/k!.
  static final float E2 = 1f / 2;
  static final float E3 = 1f / 6;
  static final float E4 = 1f / 24;
  static final float E5 = 1f / 120;
  static final float E6 = 1f / 720;
  static final float E7 = 1f / 5040;

  // log(1 + f)/f³ − …, Cephes logf (Moshier).
  static final float L0 = 7.0376836292e-2f;
  static final float L1 = -1.1514610310e-1f;
  static final float L2 = 1.1676998740e-1f;
  static final float L3 = -1.2420140846e-1f;
  static final float L4 = 1.4249322787e-1f;
  static final float L5 = -1.6668057665e-1f;
  static final float L6 = 2.0000714765e-1f;
  static final float L7 = -2.4999993993e-1f;
  static final float L8 = 3.3333331174e-1f;

  // erf after N. Juffa: x + x·P(x²) below the switch, 1 − exp(Q(|x|)) above.
  static final float ERF_SWITCH = 0.927734375f;
  static final float P0 = -5.96761703e-4f;
  static final float P1 = 4.99119423e-3f;
  static final float P2 = -2.67681349e-2f;
  static final float P3 = 1.12819925e-1f;
  static final float P4 = -3.76125336e-1f;
  static final float P5 = 1.28379166e-1f;
  static final float Q0 = -1.72853470e-5f;
  static final float Q1 = 3.83197126e-4f;
  static final float Q2 = -3.88396438e-3f;
  static final float Q3 = 2.42546219e-2f;
  static final float Q4 = -1.06777877e-1f;
  static final float Q5 = -6.34846687e-1f;
  static final float Q6 = -1.28717512e-1f;

  static final float SQRT_HALF = 0.70710678f;

  /** 1/√(2π). */
  static final float PDF_TOP = 0.39894228f;

  // sin and cos for |x| ≤ π/4 in F64, Taylor coefficients ±1/k!.
  private static final double S3 = -1.0 / 6;
  private static final double S5 = 1.0 / 120;
  private static final double S7 = -1.0 / 5040;
  private static final double S9 = 1.0 / 362880;
  private static final double S11 = -1.0 / 39916800;
  private static final double C2 = -1.0 / 2;
  private static final double C4 = 1.0 / 24;
  private static final double C6 = -1.0 / 720;
  private static final double C8 = 1.0 / 40320;
  private static final double C10 = -1.0 / 3628800;

  /** π/2 in 33 bits, so that multiples are exact, and the rest. */
  private static final double HALF_PI_HIGH = 0x1.921fb544p0;

  private static final double HALF_PI_LOW = 6.07710050650619224932e-11;

  /** Up to here {@link #turned} is accurate to a tenth of an ulp. */
  private static final float TURN_MAX = 1e5f;

  private F32Math() {}

  /**
   * eˣ = 2ⁿ·eʳ with n = round(x/ln 2) and r = x − n·ln 2; 2ⁿ in two factors, so that subnormal
   * results are reached.
   */
  static float exp(float x) {
    float t = Math.fma(x, LOG2E, ROUND);
    float n = t - ROUND;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float e = expm1Poly(r) + 1;
    int bits = Float.floatToRawIntBits(t) << 23 >> 23;
    int half = bits >> 1;
    float y = e * power(half) * power(bits - half);
    return x > EXP_MAX ? Float.POSITIVE_INFINITY : x < EXP_MIN ? 0 : y;
  }

  /** eʳ − 1 for |r| ≤ ln2/2. */
  private static float expm1Poly(float r) {
    float p = Math.fma(E7, r, E6);
    p = Math.fma(p, r, E5);
    p = Math.fma(p, r, E4);
    p = Math.fma(p, r, E3);
    p = Math.fma(p, r, E2);
    return Math.fma(r * r, p, r);
  }

  private static float power(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }

  /** log x = n·ln 2 + log(1 + f) with 1 + f in [√½, √2). */
  static float log(float x) {
    boolean small = x < Float.MIN_NORMAL;
    float scaled = small ? x * 0x1p23f : x;
    int bits = Float.floatToRawIntBits(scaled) - 0x3f3504f3;
    float n = (bits >> 23) - (small ? 23 : 0);
    float f = Float.intBitsToFloat((bits & 0x007fffff) + 0x3f3504f3) - 1;
    float z = f * f;
    float p = Math.fma(L0, f, L1);
    p = Math.fma(p, f, L2);
    p = Math.fma(p, f, L3);
    p = Math.fma(p, f, L4);
    p = Math.fma(p, f, L5);
    p = Math.fma(p, f, L6);
    p = Math.fma(p, f, L7);
    p = Math.fma(p, f, L8);
    p = p * f * z;
    p = Math.fma(n, LN2_LOW, p);
    p = Math.fma(z, -0.5f, p);
    float y = Math.fma(n, LN2_HIGH, f + p);
    return x > 0 && x < Float.POSITIVE_INFINITY
        ? y
        : x == 0 ? Float.NEGATIVE_INFINITY : x < 0 ? Float.NaN : x;
  }

  /** tanh|x| = u/(u + 2) with u = e²ˣ − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1). */
  static float tanh(float x) {
    float a = Math.abs(x) * 2;
    a = a > 40 ? 40 : a;
    float t = Math.fma(a, LOG2E, ROUND);
    float n = t - ROUND;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, a));
    float s = power(Float.floatToRawIntBits(t) << 23 >> 23);
    float u = Math.fma(expm1Poly(r), s, s - 1);
    return Math.copySign(u / (u + 2), x);
  }

  static float sin(float x) {
    return Math.abs(x) <= TURN_MAX ? turned(x, 0) : (float) StrictMath.sin(x);
  }

  static float cos(float x) {
    return Math.abs(x) <= TURN_MAX ? turned(x, 1) : (float) StrictMath.cos(x);
  }

  /** sin(x + quarters·π/2) = ±sin r or ±cos r with n = round(x/(π/2)), r = x − n·π/2; in F64. */
  private static float turned(float x, int quarters) {
    double t = x * (2 / Math.PI) + F64Math.ROUND;
    double n = t - F64Math.ROUND;
    double r = Math.fma(n, -HALF_PI_LOW, Math.fma(n, -HALF_PI_HIGH, x));
    double z = r * r;
    double s = Math.fma(S11, z, S9);
    s = Math.fma(s, z, S7);
    s = Math.fma(s, z, S5);
    s = Math.fma(s, z, S3);
    s = Math.fma(s * z, r, r);
    double c = Math.fma(C10, z, C8);
    c = Math.fma(c, z, C6);
    c = Math.fma(c, z, C4);
    c = Math.fma(c, z, C2);
    c = Math.fma(c, z, 1);
    int turns = (int) n + quarters;
    double y = (turns & 1) == 0 ? s : c;
    return (float) ((turns & 2) == 0 ? y : -y);
  }

  /** With z = e^−|x|: 1/(1 + z) to the right of 0, z/(1 + z) to the left. */
  static float sigmoid(float x) {
    float z = exp(-Math.abs(x));
    return (x >= 0 ? 1 : z) / (1 + z);
  }

  static float erf(float x) {
    float t = Math.abs(x);
    float s = x * x;
    float p = Math.fma(P0, s, P1);
    p = Math.fma(p, s, P2);
    p = Math.fma(p, s, P3);
    p = Math.fma(p, s, P4);
    p = Math.fma(p, s, P5);
    float small = Math.fma(p, x, x);
    float q = Math.fma(Q0, t, Q1);
    float w = Math.fma(Q2, t, Q3);
    q = Math.fma(q, s, w);
    q = Math.fma(q, t, Q4);
    q = Math.fma(q, t, Q5);
    q = Math.fma(q, t, Q6);
    q = Math.fma(q, t, -t);
    float large = Math.copySign(1 - exp(q), x);
    return t > ERF_SWITCH ? (t > 4 ? Math.copySign(1f, x) : large) : small;
  }

  /** Φ(x)·x. */
  static float gelu(float x) {
    return x * normalCdf(x);
  }

  /** Φ(x) = (1 + erf(x/√2))/2. */
  static float normalCdf(float x) {
    return Math.fma(erf(x * SQRT_HALF), 0.5f, 0.5f);
  }

  /** φ(x) = exp(−x²/2)/√(2π). */
  static float normalPdf(float x) {
    return exp(x * x * -0.5f) * PDF_TOP;
  }

  /** max(x, 0) + log(1 + e^−|x|). */
  static float softplus(float x) {
    return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
  }

  /** log(1 + z) for 0 ≤ z ≤ 1: log(u)·z/(u − 1) with u = 1 + z rounded (Kahan). */
  static float log1p(float z) {
    float u = 1 + z;
    float d = u - 1;
    return d == 0 ? z : log(u) * (z / d);
  }
}
