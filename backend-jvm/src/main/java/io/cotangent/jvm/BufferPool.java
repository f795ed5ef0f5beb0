package io.cotangent.jvm;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that were given back, last in first out by length, because the last one is still in the
 * processor's cache. Lengths are rounded up to eighths of a power of two, so that batches of
 * varying size share them.
 *
 * <p>The pool holds at most a quarter of the heap, and softly: the virtual machine takes all of it
 * before it lets any allocation fail, be it the library's or not.
 */
final class BufferPool<A> {
  /** Arrays shorter than this are cheaper to allocate than to keep. */
  static final int MIN = 256;

  /** The longest array that a virtual machine makes. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final IntFunction<A> make;
  private final int elementBytes;
  private final long limit;
  private SoftReference<Free<A>> free = new SoftReference<>(new Free<>());

  /** Arrays by {@link #rank} of their length, and how many bytes they take. */
  private static final class Free<A> {
    final List<ArrayDeque<A>> arrays = new ArrayList<>();
    long bytes;

    ArrayDeque<A> of(int length) {
      int rank = rank(length);
      while (arrays.size() <= rank) {
        arrays.add(new ArrayDeque<>(1));
      }
      return arrays.get(rank);
    }
  }

  BufferPool(int elementBytes, IntFunction<A> make) {
    this(elementBytes, make, Runtime.getRuntime().maxMemory() / 4);
  }

  BufferPool(int elementBytes, IntFunction<A> make, long limit) {
    this.elementBytes = elementBytes;
    this.make = make;
    this.limit = limit;
  }

  /**
   * An array of at least n elements with arbitrary content.
   *
   * @throws OutOfMemoryError if there is no room even when the pool is empty
   */
  A take(int n) {
    if (n < MIN) {
      return make.apply(n);
    }
    int length = rounded(n);
    A a = pooled(length);
    if (a != null) {
      return a;
    }
    try {
      return make.apply(length);
    } catch (OutOfMemoryError e) {
      clear();
      return make.apply(n);
    }
  }

  /** In a method of its own, so that no local variable holds the pool while memory is sought. */
  private synchronized @Nullable A pooled(int length) {
    Free<A> f = free();
    A a = f.of(length).pollFirst();
    if (a != null) {
      f.bytes -= (long) length * elementBytes;
    }
    return a;
  }

  /** Takes back an array of {@link #take}. */
  synchronized void give(A array, int length) {
    long size = (long) length * elementBytes;
    if (size > limit || length < MIN || length != rounded(length)) {
      return;
    }
    Free<A> f = free();
    if (f.bytes + size > limit) {
      clear();
      f = free();
    }
    f.of(length).addFirst(array);
    f.bytes += size;
  }

  /** Leaves all arrays to the garbage collector. */
  synchronized void clear() {
    free = new SoftReference<>(new Free<>());
  }

  /** Bytes that wait here. */
  synchronized long bytes() {
    return free().bytes;
  }

  private Free<A> free() {
    Free<A> f = free.get();
    if (f == null) {
      f = new Free<>();
      free = new SoftReference<>(f);
    }
    return f;
  }

  private static int rounded(int n) {
    int step = step(n);
    return (int) Math.max(n, Math.min(MOST, ((long) n + step - 1) / step * step));
  }

  /** An eighth of the power of two that is not above a length. */
  private static int step(int n) {
    return Math.max(1, Integer.highestOneBit(n) >>> 3);
  }

  /** Which one of all rounded lengths, counted upwards from {@link #MIN}, a length is. */
  private static int rank(int length) {
    int power = Integer.highestOneBit(length);
    int eighths = (length - power + step(length) - 1) / step(length);
    return 8 * Integer.numberOfTrailingZeros(power / MIN) + eighths;
  }
}
