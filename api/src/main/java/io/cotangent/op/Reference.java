package io.cotangent.op;

/** Reference maths for functions that {@link Math} lacks, in F64. */
public final class Reference {
  private Reference() {}

  /** 1/(1 + e⁻ˣ), without overflow. */
  public static double sigmoid(double x) {
    double z = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + z) : x < 0 ? z / (1 + z) : x;
  }

  /** Φ(x), the distribution function of the standard normal, accurate in its left tail too. */
  public static double normalCdf(double x) {
    return 0.5 * erfc(-x / Math.sqrt(2));
  }

  /** φ(x), the density of the standard normal. */
  public static double normalPdf(double x) {
    return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  /** aᵇ as in C and IEEE 754: 1 to any power is 1, and so is −1 to an infinite one. */
  public static double pow(double a, double b) {
    return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
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
    if (b == 0) {
      throw new io.cotangent.ArgumentException("rem: integer division by zero");
    }
    return a % b;
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
    return Math.exp(-z * z - 0.5625) * Math.exp((z - t) * (z + t) + ratio) / t;
  }

  private static double horner(double x, double... c) {
    double r = c[c.length - 1];
    for (int i = c.length - 2; i >= 0; i--) {
      r = r * x + c[i];
    }
    return r;
  }
}
