package io.cotangent.jvm;

import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;

/** Operands of F32 as arrays. */
final class F32Operands {
  private F32Operands() {}

  /** The whole array of the buffer. */
  static float[] data(Operand x) {
    return ((Buffers.F32) x.buffer()).data();
  }

  /** The data of a tensor from {@link #start} on if it is dense, else a dense copy. */
  static float[] dense(Operand x) {
    return x.layout().isDense() ? data(x) : copy(x, x.layout());
  }

  /** Where in {@link #dense} the tensor begins. */
  static int start(Operand x) {
    return x.layout().isDense() ? x.layout().offset() : 0;
  }

  /** A dense copy with an axis moved to the end. */
  static float[] moved(Operand x, int axis) {
    return copy(x, x.layout().moveToEnd(axis));
  }

  private static float[] copy(Operand x, Layout order) {
    float[] copy = new float[x.shape().size()];
    F32Strided.read(data(x), new Walk(order), copy, 0, copy.length);
    return copy;
  }
}
