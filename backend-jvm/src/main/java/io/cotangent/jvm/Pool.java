package io.cotangent.jvm;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Arrays that were given back, last in first out by length, because the last one is still in the
 * processor's cache. Lengths are rounded up to eighths of a power of two, so that batches of
 * varying size share them; the pool holds at most a quarter of the heap.
 */
final class Pool<A> {
  /** Arrays shorter than this are cheaper to allocate than to keep. */
  static final int MIN = 256;

  private final IntFunction<A> make;
  private final int bytes;
  private final long limit = Runtime.getRuntime().maxMemory() / 4;
  private final Map<Integer, ArrayDeque<A>> free = new HashMap<>();
  private long held;

  Pool(int bytesPerElement, IntFunction<A> make) {
    this.make = make;
    this.bytes = bytesPerElement;
  }

  /** An array of at least n elements with arbitrary content. */
  A take(int n) {
    if (n < MIN) {
      return make.apply(n);
    }
    int length = rounded(n);
    synchronized (this) {
      ArrayDeque<A> stack = free.get(length);
      A a = stack == null ? null : stack.pollFirst();
      if (a != null) {
        held -= (long) length * bytes;
        return a;
      }
    }
    return make.apply(length);
  }

  /** Takes back an array of {@link #take}. */
  synchronized void give(A array, int length) {
    long size = (long) length * bytes;
    if (held + size > limit) {
      free.clear();
      held = 0;
    }
    if (size <= limit) {
      free.computeIfAbsent(length, k -> new ArrayDeque<>()).addFirst(array);
      held += size;
    }
  }

  private static int rounded(int n) {
    int step = Math.max(1, Integer.highestOneBit(n) >>> 3);
    return (int) Math.min(Integer.MAX_VALUE - 8, ((long) n + step - 1) / step * step);
  }
}
