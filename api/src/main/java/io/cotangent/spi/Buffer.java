package io.cotangent.spi;

import io.cotangent.DType;

/** A backend's memory for the elements of one or more tensors. */
public interface Buffer {
  /** Type of the elements. */
  DType dtype();

  /** Number of elements. */
  int size();

  /**
   * Whether it is worth giving this buffer back as soon as it is free, rather than leaving it to
   * the garbage collector.
   */
  boolean recyclable();
}
