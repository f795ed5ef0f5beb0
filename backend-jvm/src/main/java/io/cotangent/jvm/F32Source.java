package io.cotangent.jvm;

import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Dense spans of an operand: directly where it is dense, else through a chunk of memory that stays
 * in the first-level cache.
 */
final class F32Source {
  /** Elements that are copied at a time. */
  static final int CHUNK = 1024;

  private static final ThreadLocal<float[][]> CHUNKS =
      ThreadLocal.withInitial(
          () -> new float[][] {new float[CHUNK], new float[CHUNK], new float[CHUNK]});

  private final float[] data;
  private final @Nullable Walk walk;
  private final int offset;
  private final boolean constant;
  private final float[] chunk;

  /**
   * From an element on.
   *
   * @param slot 0, 1 or 2, another one for each source in use at a time
   */
  F32Source(Operand x, int start, int slot) {
    data = F32Operands.data(x);
    Layout l = x.layout();
    walk = l.isDense() ? null : new Walk(l);
    constant = walk != null && l.isConstant();
    offset = l.offset();
    chunk = walk == null ? data : CHUNKS.get()[slot];
    if (constant) {
      Arrays.fill(chunk, data[offset]);
    } else if (walk != null) {
      walk.seek(start);
    }
  }

  boolean isDirect() {
    return walk == null;
  }

  /** The array that holds the next n elements. */
  float[] next(int n) {
    if (walk != null && !constant) {
      F32Strided.read(data, walk, chunk, 0, n);
    }
    return chunk;
  }

  /** Where in that array they begin, {@code i} elements from the start of the tensor. */
  int at(int i) {
    return walk == null ? offset + i : 0;
  }
}
