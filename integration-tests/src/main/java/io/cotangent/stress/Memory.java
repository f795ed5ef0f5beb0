package io.cotangent.stress;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory in use at the end of each interval, after a collection: what is in use in the last third
 * must not be more than what was in the second, but for a margin.
 */
final class Memory {
  /** Pools fill up, and sizes differ from interval to interval. */
  private static final double FACTOR = 1.25;

  private static final long MARGIN = 32L << 20;

  private final List<long[]> samples = new ArrayList<>();

  /** Bytes in use on the heap and off it. */
  static long[] inUse() {
    System.gc();
    Runtime r = Runtime.getRuntime();
    return new long[] {r.totalMemory() - r.freeMemory(), Pointer.totalBytes()};
  }

  void add(long... heapAndOffHeap) {
    samples.add(heapAndOffHeap.clone());
  }

  /** Whether it grows; never before six intervals. */
  boolean grows() {
    int third = samples.size() / 3;
    if (third < 2) {
      return false;
    }
    for (int kind = 0; kind < 2; kind++) {
      long before = 0;
      long least = Long.MAX_VALUE;
      for (int i = 0; i < third; i++) {
        before = Math.max(before, samples.get(third + i)[kind]);
        least = Math.min(least, samples.get(samples.size() - 1 - i)[kind]);
      }
      if (least > before * FACTOR + MARGIN) {
        return true;
      }
    }
    return false;
  }
}
