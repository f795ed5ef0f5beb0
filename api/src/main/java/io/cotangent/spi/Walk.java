package io.cotangent.spi;

import io.cotangent.Shape;

/**
 * A way through a tensor's elements in row-major order: its layout with neighbouring axes merged
 * where they lie without gaps, and a position. A run is a span of equal steps.
 */
public final class Walk {
  private final int[] dims;
  private final int[] strides;
  private final int[] index;
  private final int base;

  /** Index in the buffer of the current element. */
  public int at;

  /** Step in the buffer between elements of a run. */
  public final int step;

  /** From the first element on. */
  public Walk(Layout layout) {
    Shape shape = layout.shape();
    int[] d = new int[shape.rank() + 1];
    int[] s = new int[shape.rank() + 1];
    int n = 0;
    for (int i = 0; i < shape.rank(); i++) {
      int length = shape.dim(i);
      if (length == 1) {
        continue;
      }
      if (n > 0 && s[n - 1] == layout.stride(i) * length) {
        d[n - 1] *= length;
        s[n - 1] = layout.stride(i);
      } else {
        d[n] = length;
        s[n++] = layout.stride(i);
      }
    }
    if (n == 0) {
      d[n++] = 1;
    }
    dims = java.util.Arrays.copyOf(d, n);
    strides = java.util.Arrays.copyOf(s, n);
    index = new int[n];
    base = layout.offset();
    at = base;
    step = strides[n - 1];
  }

  /** Goes to an element, counted in row-major order. */
  public void seek(int element) {
    int rest = element;
    at = base;
    for (int i = dims.length - 1; i >= 0; i--) {
      index[i] = rest % dims[i];
      rest /= dims[i];
      at += index[i] * strides[i];
    }
  }

  /** How many elements are left in the current run. */
  public int run() {
    return dims[dims.length - 1] - index[dims.length - 1];
  }

  /** Goes n elements on, at most to the end of the run. */
  public void advance(int n) {
    int last = dims.length - 1;
    index[last] += n;
    at += n * step;
    for (int i = last; i > 0 && index[i] == dims[i]; i--) {
      at += strides[i - 1] - index[i] * strides[i];
      index[i] = 0;
      index[i - 1]++;
    }
  }
}
