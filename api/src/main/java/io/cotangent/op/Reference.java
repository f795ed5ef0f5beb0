package io.cotangent.op;

/**
 * Reference maths for functions that {@link StrictMath} lacks, in F64. {@code StrictMath}, because
 * the functions of {@link Math} may give other bits in another JDK or on another processor.
 */
public final class Reference {
  static final double LN2 = StrictMath.log(2);

  private Reference() {}

  /** 1/(1 + e⁻ˣ), without overflow. */
  public static double sigmoid(double x) {
    double z = StrictMath.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + z) : x < 0 ? z / (1 + z) : x;
  }

  /** Φ(x), the distribution function of the standard normal, accurate in its left tail too. */
  public static double normalCdf(double x) {
    return 0.5 * erfc(-x / Math.sqrt(2));
  }

  /**
   * The z &lt; 0 with Φ(z) = p for small p, by Newton's method on log Φ, which is concave, so that
   * it comes from the left and never oversteps; −∞ for 0.
   */
  public static double tailQuantile(double p) {
    double target = StrictMath.log(p);
    double z = -Math.sqrt(-2 * target);
    for (int i = 0; i < 50 && !Double.isInfinite(z); i++) {
      double cdf = normalCdf(z);
      double step = (target - StrictMath.log(cdf)) * cdf / normalPdf(z);
      z += step;
      if (!(Math.abs(step) > 1e-14 * Math.abs(z))) {
        break;
      }
    }
    return z;
  }

  /** φ(x), the density of the standard normal. */
  public static double normalPdf(double x) {
    return StrictMath.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  /** aᵇ as in C and IEEE 754: 1 to any power is 1, and so is −1 to an infinite one. */
  public static double pow(double a, double b) {
    return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : StrictMath.pow(a, b);
  }

  static long pow(long base, long exponent) {
    if (exponent < 0) {
      return base == 1 ? 1 : base == -1 ? ((exponent & 1) == 0 ? 1 : -1) : 0;
    }
    long r = 1;
    long b = base;
    for (long e = exponent; e > 0; e >>= 1) {
      if ((e & 1) == 1) {
        r *= b;
      }
      b *= b;
    }
    return r;
  }

  static long rem(long a, long b) {
    return a % divisor("rem", b);
  }

  static long remainder(long a, long b) {
    return Math.floorMod(a, divisor("remainder", b));
  }

  static long floorDiv(long a, long b) {
    return Math.floorDiv(a, divisor("floorDiv", b));
  }

  static long truncDiv(long a, long b) {
    return a / divisor("truncDiv", b);
  }

  private static long divisor(String op, long b) {
    if (b == 0) {
      throw new io.cotangent.ArgumentException(op + ": integer division by zero");
    }
    return b;
  }

  /** a − b·⌊a/b⌋, of the sign of b, exact where C's remainder is. */
  static double remainder(double a, double b) {
    double r = a % b;
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
  }

  /** ⌊a/b⌋ of the exact quotient, as Python's {@code //}: 1 over 0.1 is 9, since 0.1 is above ⅒. */
  static double floorDiv(double a, double b) {
    if (b == 0) {
      return a / b;
    }
    double r = a % b;
    double q = (a - r) / b;
    if (r != 0 && (b < 0) != (r < 0)) {
      q -= 1;
    }
    return q == 0 ? Math.copySign(0, a / b) : Math.rint(q);
  }

  static double truncDiv(double a, double b) {
    double q = a / b;
    return q < 0 ? Math.ceil(q) : Math.floor(q);
  }

  /** log₂ x: the exponent, exactly, and the logarithm of a mantissa between √½ and √2. */
  static double log2(double x) {
    if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
      return StrictMath.log(x);
    }
    if (x < Double.MIN_NORMAL) {
      return log2(x * 0x1p54) - 54;
    }
    int exponent = Math.getExponent(x);
    double mantissa = Math.scalb(x, -exponent);
    if (mantissa > Math.sqrt(2)) {
      mantissa /= 2;
      exponent++;
    }
    return exponent + StrictMath.log(mantissa) / LN2;
  }

  /** log(eᵃ + eᵇ). */
  static double logaddexp(double a, double b) {
    double top = Math.max(a, b);
    return Double.isInfinite(top) ? top : top + StrictMath.log1p(StrictMath.exp(-Math.abs(a - b)));
  }

  static double xlogy(double a, double b) {
    return a == 0 && !Double.isNaN(b) ? 0 : a * StrictMath.log(b);
  }

  static double asinh(double x) {
    double t = Math.abs(x);
    double r =
        t > 1e8
            ? StrictMath.log(t) + LN2
            : StrictMath.log1p(t + t * t / (1 + Math.sqrt(t * t + 1)));
    return Math.copySign(r, x);
  }

  static double acosh(double x) {
    if (x < 1) {
      return Double.NaN;
    }
    if (x > 1e8) {
      return StrictMath.log(x) + LN2;
    }
    double t = x - 1;
    return StrictMath.log1p(t + Math.sqrt(2 * t + t * t));
  }

  static double atanh(double x) {
    double t = Math.abs(x);
    return Math.copySign(0.5 * StrictMath.log1p(2 * t / (1 - t)), x);
  }

  /**
   * erf(x), after W. J. Cody's rational forms as published in Sun's fdlibm (s_erf.c); error below 1
   * ulp.
   */
  public static double erf(double x) {
    double t = Math.abs(x);
    if (t < 0.84375) {
      return x + x * smallRatio(x * x);
    }
    double r = t < 1.25 ? ERX + middleRatio(t - 1) : t < 6 ? 1 - tail(t) : 1;
    return x >= 0 ? r : x < 0 ? -r : x;
  }

  /** 1 − erf(x), accurate where it is tiny. */
  public static double erfc(double x) {
    double t = Math.abs(x);
    if (t < 0.84375) {
      return x < 0.25 ? 1 - (x + x * smallRatio(x * x)) : 0.5 - (x - 0.5 + x * smallRatio(x * x));
    }
    if (t < 1.25) {
      return x >= 0 ? 1 - ERX - middleRatio(t - 1) : 1 + (ERX + middleRatio(t - 1));
    }
    return x > 28 ? 0 : x >= 0 ? tail(t) : x < -6 ? 2 : x < 0 ? 2 - tail(t) : x;
  }

  private static final double ERX = 8.45062911510467529297e-01;

  private static double smallRatio(double z) {
    return horner(
            z,
            1.28379167095512558561e-01,
            -3.25042107247001499370e-01,
            -2.84817495755985104766e-02,
            -5.77027029648944159157e-03,
            -2.37630166566501626084e-05)
        / horner(
            z,
            1,
            3.97917223959155352819e-01,
            6.50222499887672944485e-02,
            5.08130628187576562776e-03,
            1.32494738004321644526e-04,
            -3.96022827877536812320e-06);
  }

  private static double middleRatio(double s) {
    return horner(
            s,
            -2.36211856075265944077e-03,
            4.14856118683748331666e-01,
            -3.72207876035701323847e-01,
            3.18346619901161753674e-01,
            -1.10894694282396677476e-01,
            3.54783043256182359371e-02,
            -2.16637559486879084300e-03)
        / horner(
            s,
            1,
            1.06420880400844228286e-01,
            5.40397917702171048937e-01,
            7.18286544141962662868e-02,
            1.26171219808761642112e-01,
            1.36370839120290507362e-02,
            1.19844998467991074170e-02);
  }

  /**
   * erfc(t) for 1.25 ≤ t ≤ 28: exp(−t² − 0.5625 + R/S)/t, with t² split so that its rounding does
   * not matter.
   */
  private static double tail(double t) {
    double s = 1 / (t * t);
    double ratio =
        t < 1 / 0.35
            ? horner(
                    s,
                    -9.86494403484714822705e-03,
                    -6.93858572707181764372e-01,
                    -1.05586262253232909814e+01,
                    -6.23753324503260060396e+01,
                    -1.62396669462573470355e+02,
                    -1.84605092906711035994e+02,
                    -8.12874355063065934246e+01,
                    -9.81432934416914548592e+00)
                / horner(
                    s,
                    1,
                    1.96512716674392571292e+01,
                    1.37657754143519042600e+02,
                    4.34565877475229228821e+02,
                    6.45387271733267880336e+02,
                    4.29008140027567833386e+02,
                    1.08635005541779435134e+02,
                    6.57024977031928170135e+00,
                    -6.04244152148580987438e-02)
            : horner(
                    s,
                    -9.86494292470009928597e-03,
                    -7.99283237680523006574e-01,
                    -1.77579549177547519889e+01,
                    -1.60636384855821916062e+02,
                    -6.37566443368389627722e+02,
                    -1.02509513161107724954e+03,
                    -4.83519191608651397019e+02)
                / horner(
                    s,
                    1,
                    3.03380607434824582924e+01,
                    3.25792512996573918826e+02,
                    1.53672958608443695994e+03,
                    3.19985821950859553908e+03,
                    2.55305040643316442583e+03,
                    4.74528541206955367215e+02,
                    -2.24409524465858183362e+01);
    double z = Double.longBitsToDouble(Double.doubleToRawLongBits(t) & 0xffffffff00000000L);
    return StrictMath.exp(-z * z - 0.5625) * StrictMath.exp((z - t) * (z + t) + ratio) / t;
  }

  /**
   * The inverse of erf: Giles' single-precision polynomials ("Approximating the erfinv function",
   * 2010), then two steps of Newton's method on the side where nothing cancels.
   */
  public static double erfinv(double x) {
    double t = Math.abs(x);
    if (!(t < 1)) {
      return t == 1 ? x / 0.0 : Double.NaN;
    }
    double w = -StrictMath.log1p(-t * t);
    double y =
        w < 5
            ? t
                * horner(
                    w - 2.5,
                    1.50140941,
                    0.246640727,
                    -0.00417768164,
                    -0.00125372503,
                    0.00021858087,
                    -4.39150654e-06,
                    -3.5233877e-06,
                    3.43273939e-07,
                    2.81022636e-08)
            : t
                * horner(
                    Math.sqrt(w) - 3,
                    2.83297682,
                    1.00167406,
                    0.00943887047,
                    -0.0076224613,
                    0.00573950773,
                    -0.00367342844,
                    0.00134934322,
                    0.000100950558,
                    -0.000200214257);
    for (int i = 0; i < 3; i++) {
      double error = t < 0.5 ? erf(y) - t : 1 - t - erfc(y);
      y -= error * Math.sqrt(Math.PI) / 2 * StrictMath.exp(y * y);
    }
    return Math.copySign(y, x);
  }

  /**
   * The Hurwitz zeta function Σₖ (k + q)⁻ˢ for s &gt; 1, by Euler and Maclaurin's formula: terms up
   * to q &gt; 10, the integral of the rest, and Bernoulli corrections. Negative q, for integer s,
   * go through the terms.
   */
  public static double zeta(double s, double q) {
    if (q <= 0 && q == Math.floor(q)) {
      return Double.POSITIVE_INFINITY;
    }
    if (q == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double total = 0;
    double a = q;
    for (int k = 0; k < 10 || a <= 10; k++) {
      total += StrictMath.pow(a, -s);
      a += 1;
    }
    double power = StrictMath.pow(a, -s);
    total += power * a / (s - 1) + power / 2;
    double factor = s * power / a; // s(s+1)…(s+2j−2)·a^(−s−2j+1)
    double factorial = 2; // (2j)!
    for (int j = 1; j <= BERNOULLI.length; j++) {
      total += BERNOULLI[j - 1] / factorial * factor;
      factor *= (s + 2 * j - 1) * (s + 2 * j) / (a * a);
      factorial *= (2 * j + 1) * (2 * j + 2);
    }
    return total;
  }

  /** B₂, B₄, …. */
  private static final double[] BERNOULLI = {
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510
  };

  /** ζ(k) for k from 2 on. */
  private static final double[] ZETA = new double[40];

  static {
    for (int k = 0; k < ZETA.length; k++) {
      ZETA[k] = zeta(k + 2, 1);
    }
  }

  /** ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹·n!·ζ(n + 1, x), for n ≥ 1; ψ(x) for n = 0. */
  public static double polygamma(double n, double x) {
    if (n == 0) {
      return digamma(x);
    }
    if (!(n > 0 && n == Math.floor(n)) || Double.isNaN(x)) {
      return Double.NaN;
    }
    double factorial = 1;
    for (int k = 2; k <= n && factorial < Double.POSITIVE_INFINITY; k++) {
      factorial *= k;
    }
    return (n % 2 == 0 ? -1 : 1) * factorial * zeta(n + 1, x);
  }

  /**
   * ψ(x): the recurrence ψ(x) = ψ(x + 1) − 1/x up to x ≥ 10, then the asymptotic series (Abramowitz
   * and Stegun 6.3.18); negative x by reflection. −∞ at +0, +∞ at −0, NaN at negative integers.
   */
  public static double digamma(double x) {
    if (x == 0) {
      return Math.copySign(Double.POSITIVE_INFINITY, -x);
    }
    if (x < 0) {
      double fraction = x - Math.ceil(x);
      return fraction == 0
          ? Double.NaN
          : digamma(1 - x) - Math.PI / StrictMath.tan(Math.PI * fraction);
    }
    double shift = 0;
    double a = x;
    for (; a < 10; a += 1) {
      shift -= 1 / a;
    }
    if (Double.isInfinite(a)) {
      return a;
    }
    double z = 1 / (a * a);
    double series = 0;
    for (int j = BERNOULLI.length; j >= 1; j--) {
      series = (series + BERNOULLI[j - 1] / (2 * j)) * z;
    }
    return shift + StrictMath.log(a) - 0.5 / a - series;
  }

  /**
   * log |Γ(x)|: near its zeros 1 and 2 the series −γz + Σ ζ(k)(−z)ᵏ/k, elsewhere Stirling's series
   * after the recurrence; negative x by reflection. ∞ at 0, −1, −2, ….
   */
  public static double lgamma(double x) {
    if (Double.isInfinite(x) || (x <= 0 && x == Math.floor(x))) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < 0.5) {
      double sine = StrictMath.sin(Math.PI * (x - Math.floor(x)));
      return StrictMath.log(Math.PI / sine) - lgamma(1 - x);
    }
    if (x < 2.5) {
      return x < 1.5 ? lgammaNearOne(x - 1) : StrictMath.log1p(x - 2) + lgammaNearOne(x - 2);
    }
    double product = 1;
    double a = x;
    for (; a < 10; a += 1) {
      product *= a;
    }
    double z = 1 / (a * a);
    double series = 0;
    for (int j = BERNOULLI.length; j >= 1; j--) {
      series = series * z + BERNOULLI[j - 1] / (2.0 * j * (2 * j - 1));
    }
    return (a - 0.5) * StrictMath.log(a)
        - a
        + 0.5 * StrictMath.log(2 * Math.PI)
        + series / a
        - StrictMath.log(product);
  }

  /** log Γ(1 + z), |z| ≤ ½. */
  private static double lgammaNearOne(double z) {
    double total = 0;
    for (int k = ZETA.length + 1; k >= 2; k--) {
      total = (total + ZETA[k - 2] * (k % 2 == 0 ? 1 : -1) / k) * z;
    }
    return (total - 0.57721566490153286061) * z;
  }

  private static double horner(double x, double... c) {
    double r = c[c.length - 1];
    for (int i = c.length - 2; i >= 0; i--) {
      r = r * x + c[i];
    }
    return r;
  }
}
