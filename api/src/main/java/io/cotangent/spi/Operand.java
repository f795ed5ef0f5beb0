package io.cotangent.spi;

import io.cotangent.DType;
import io.cotangent.Shape;

/** What a kernel reads or writes: a buffer and how a tensor lies in it. */
public record Operand(Buffer buffer, Layout layout) {
  /** Shape of the tensor. */
  public Shape shape() {
    return layout.shape();
  }

  /** Type of the elements. */
  public DType dtype() {
    return buffer.dtype();
  }

  /** The same elements with another layout over the buffer. */
  public Operand as(Layout other) {
    return new Operand(buffer, other);
  }
}
