package io.cotangent.bench;

/** The numbers that every framework in a comparison starts from: SplitMix64 by counter. */
final class Generator {
  private Generator() {}

  /** Uniform in [low, high). */
  static float[] uniform(long seed, int n, double low, double high) {
    float[] r = new float[n];
    for (int i = 0; i < n; i++) {
      r[i] = (float) (low + (high - low) * unit(seed, i));
    }
    return r;
  }

  /** Integers in [0, bound). */
  static int[] ints(long seed, int n, int bound) {
    int[] r = new int[n];
    for (int i = 0; i < n; i++) {
      r[i] = (int) (unit(seed, i) * bound);
    }
    return r;
  }

  /** Parameter k of a model: uniform in ±1/√fanIn. */
  static float[] parameter(int k, int n, int fanIn) {
    double b = 1 / Math.sqrt(fanIn);
    return uniform(1000 + k, n, -b, b);
  }

  private static double unit(long seed, long i) {
    long z = seed * 0x9E3779B97F4A7C15L + (i + 1) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1.0p-53;
  }
}
