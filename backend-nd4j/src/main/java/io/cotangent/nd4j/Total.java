package io.cotangent.nd4j;

/**
 * A sum in F64 by a binary tree over blocks, whose error grows with the logarithm of their number
 * (pairwise summation; Higham, "The accuracy of floating point summation", 1993).
 */
final class Total {
  /** Sums of 2ⁱ blocks, where bit i of the count is set. */
  private final double[] levels = new double[Integer.SIZE];

  private int blocks;

  /** Adds a block of numbers, in four lanes. */
  void add(double[] x, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    double sum = (a + b) + (c + d);
    for (; i < n; i++) {
      sum += x[i];
    }
    add(sum);
  }

  private void add(double sum) {
    double s = sum;
    int level = 0;
    for (int c = blocks++; (c & 1) == 1; c >>= 1) {
      s += levels[level++];
    }
    levels[level] = s;
  }

  /** The sum so far. */
  double get() {
    double total = 0;
    for (int c = blocks, level = 0; c != 0; c >>>= 1, level++) {
      if ((c & 1) == 1) {
        total += levels[level];
      }
    }
    return total;
  }
}
