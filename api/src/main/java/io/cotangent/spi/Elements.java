package io.cotangent.spi;

/** A buffer whose elements can be read and written one at a time. */
public interface Elements extends Buffer {
  /** An element, rounded towards 0; booleans are 0 and 1. */
  long getLong(int i);

  /** An element. */
  double getDouble(int i);

  /** Sets an element; any value but 0 is true. */
  void setLong(int i, long v);

  /** Sets an element, rounded towards 0 in a buffer of integers. */
  void setDouble(int i, double v);

  /** Copies a span of elements from another buffer of the same type and kind. */
  void copy(int at, Elements from, int start, int n);
}
