package io.cotangent.nd4j;

import io.cotangent.DType;
import io.cotangent.MemoryException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/**
 * Off-heap memory. A buffer is freed when it is unreachable (JavaCPP collects garbage by itself
 * when its limit {@code org.bytedeco.javacpp.maxbytes} is reached); one that was given back waits
 * here, last in first out by type and size, with the ND4J array around it, which costs more to make
 * than a small operation to run. What there is no room for is dropped, not freed: a kernel of
 * another thread may still read it.
 */
final class OffHeap {
  private static final long LIMIT = Math.max(256L << 20, Pointer.maxBytes() / 4);

  private record Key(DType dtype, int size) {}

  private final Map<Key, ArrayDeque<Nd4jBuffer>> free = new HashMap<>();
  private long held;

  Nd4jBuffer take(DType dtype, int size) {
    synchronized (this) {
      ArrayDeque<Nd4jBuffer> stack = free.get(new Key(dtype, size));
      Nd4jBuffer b = stack == null ? null : stack.pollFirst();
      if (b != null) {
        held -= b.bytes();
        return b;
      }
    }
    try {
      return Nd4jBuffer.of(dtype, size);
    } catch (OutOfMemoryError e) {
      clear(); // what waits here may be all that is missing
      return last(dtype, size);
    }
  }

  private static Nd4jBuffer last(DType dtype, int size) {
    try {
      return Nd4jBuffer.of(dtype, size);
    } catch (OutOfMemoryError e) {
      throw new MemoryException(
          "nd4j: no memory for %d elements of %s, %d bytes: of at most %d bytes off the heap %d are in use, none of them pooled; close scopes earlier, take smaller batches, or raise -Dorg.bytedeco.javacpp.maxbytes: %s"
              .formatted(
                  size,
                  dtype,
                  (long) size * dtype.bytes(),
                  Pointer.maxBytes(),
                  Pointer.totalBytes(),
                  e.getMessage()),
          e);
    }
  }

  synchronized void give(Nd4jBuffer b) {
    if (held + b.bytes() > LIMIT) {
      clear();
    }
    if (b.bytes() <= LIMIT) {
      free.computeIfAbsent(new Key(b.dtype(), b.size()), k -> new ArrayDeque<>()).addFirst(b);
      held += b.bytes();
    }
  }

  private synchronized void clear() {
    free.clear();
    held = 0;
  }
}
