package io.cotangent.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** What a step allocates, and what is alive while steps run. */
final class Memory {
  private static final int STEPS = 20;
  private static final int SAMPLES = 5;

  private Memory() {}

  /** Bytes that the calling thread allocates per step. */
  static long allocatedBy(Work w) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    w.step();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < STEPS; i++) {
      w.step();
    }
    return (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / STEPS;
  }

  /**
   * The most that a collection at a random moment of a step leaves behind, pooled memory included.
   */
  static long peakLive(Work w) {
    long[] most = {0};
    Thread sampler =
        new Thread(
            () -> {
              for (int i = 0; i < SAMPLES; i++) {
                System.gc();
                most[0] = Math.max(most[0], afterCollection());
              }
            },
            "memory-sampler");
    sampler.start();
    while (sampler.isAlive()) {
      w.step();
    }
    return most[0];
  }

  private static long afterCollection() {
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage u = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && u != null) {
        used += u.getUsed();
      }
    }
    return used;
  }
}
