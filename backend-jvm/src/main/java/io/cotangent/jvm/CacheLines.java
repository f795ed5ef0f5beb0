package io.cotangent.jvm;

/**
 * How to make Java arrays whose vectors do not straddle cache lines, which halves the speed of a
 * matrix product. Where an array lies is the collector's secret, with one exception: G1 puts every
 * array over half a region at the start of a region of its own, where it stays.
 */
final class CacheLines {
  private static final int LINE = 64;

  /** Bytes of an array before its first element. */
  private static final int HEADER = 16;

  private static final int HALF_REGION = halfRegion();

  private CacheLines() {}

  /** The first element that begins a cache line, in an array that lies at the start of one. */
  static int start(int elementBytes) {
    return (LINE - HEADER) / elementBytes;
  }

  /** A length of at least n that G1 puts at the start of a region. */
  static int roomy(int n, int elementBytes) {
    return Math.max(n, HALF_REGION / elementBytes);
  }

  private static int halfRegion() {
    boolean g1 = Boolean.parseBoolean(VmOptions.get("UseG1GC", "false"));
    return g1 ? Integer.parseInt(VmOptions.get("G1HeapRegionSize", "0")) / 2 : 0;
  }
}
