package io.cotangent.spi;

/**
 * A sum in F64 whose error does not grow with the number of terms: what each addition rounds away
 * is collected beside it (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
 * endlicher Summen", 1974).
 */
final class CompensatedSum {
  private double sum;
  private double lost;

  void add(double x) {
    double s = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - s + x : x - s + sum;
    sum = s;
  }

  /** The sum so far; infinite or NaN where a plain sum is. */
  double get() {
    double s = sum + lost;
    return Double.isNaN(s) ? sum : s;
  }
}
