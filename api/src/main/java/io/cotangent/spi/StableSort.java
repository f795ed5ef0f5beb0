package io.cotangent.spi;

/** The order of a row of keys: merge sort from the bottom up over positions. */
final class StableSort {
  private StableSort() {}

  /**
   * The key of a number: order of numbers is order of keys, both zeros are equal, and NaN is
   * largest.
   */
  static long key(double x) {
    long bits = Double.doubleToLongBits(x + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  /** Positions of the keys in ascending order; equal keys keep theirs. */
  static int[] order(long[] keys) {
    int n = keys.length;
    int[] from = new int[n];
    int[] to = new int[n];
    for (int i = 0; i < n; i++) {
      from[i] = i;
    }
    for (long width = 1; width < n; width *= 2) {
      for (long start = 0; start < n; start += 2 * width) {
        int middle = (int) Math.min(start + width, n);
        int end = (int) Math.min(start + 2 * width, n);
        int a = (int) start;
        int b = middle;
        for (int k = a; k < end; k++) {
          boolean left = a < middle && (b == end || keys[from[a]] <= keys[from[b]]);
          to[k] = from[left ? a++ : b++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }
}
