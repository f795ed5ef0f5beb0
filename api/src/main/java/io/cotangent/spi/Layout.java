package io.cotangent.spi;

import io.cotangent.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a tensor lies in its buffer: element {@code (i₀, i₁, …)} stands at {@code offset + Σ
 * iₖ·strideₖ}. A stride of 0 repeats (a broadcast axis), a negative one runs backwards. Immutable;
 * every method that changes something returns a new layout, and none touches memory.
 */
public final class Layout {
  private final Shape shape;
  private final int[] strides;
  private final int offset;
  private final boolean dense;

  private Layout(Shape shape, int[] strides, int offset) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.dense = isRowMajor(shape, strides);
  }

  /** Row-major (C order) from the start of the buffer; {@link Shape#dense} keeps it. */
  public static Layout dense(Shape shape) {
    return new Layout(shape, rowMajor(shape), 0);
  }

  private static int[] rowMajor(Shape shape) {
    int[] s = new int[shape.rank()];
    for (int i = s.length - 1, n = 1; i >= 0; i--) {
      s[i] = n;
      n *= Math.max(shape.dim(i), 1);
    }
    return s;
  }

  private static boolean isRowMajor(Shape shape, int[] strides) {
    if (shape.size() <= 1) {
      return true;
    }
    for (int i = strides.length - 1, n = 1; i >= 0; i--) {
      int d = shape.dim(i);
      if (d != 1 && strides[i] != n) {
        return false;
      }
      n *= d;
    }
    return true;
  }

  /** Shape of the tensor. */
  public Shape shape() {
    return shape;
  }

  /** Step in the buffer, in elements, between neighbours along an axis. */
  public int stride(int axis) {
    return strides[axis < 0 ? axis + strides.length : axis];
  }

  /** Where the first element stands. */
  public int offset() {
    return offset;
  }

  /** Whether the elements stand in row-major order without gaps (from any offset). */
  public boolean isDense() {
    return dense;
  }

  /** Whether every element of the tensor is the same one of the buffer. */
  public boolean isConstant() {
    for (int i = 0; i < strides.length; i++) {
      if (strides[i] != 0 && shape.dim(i) > 1) {
        return false;
      }
    }
    return true;
  }

  /** Axis {@code i} of the result is axis {@code order[i]} of this. */
  public Layout permute(int... order) {
    int[] d = new int[order.length];
    int[] s = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      d[i] = shape.dim(order[i]);
      s[i] = strides[order[i]];
    }
    return new Layout(Shape.of(d), s, offset);
  }

  /** The order of axes for {@link #permute} that moves some (ascending) to the end. */
  public static int[] toEnd(int rank, int... axes) {
    int[] order = new int[rank];
    for (int i = 0, k = 0, r = rank - axes.length; i < rank; i++) {
      order[Arrays.binarySearch(axes, i) >= 0 ? r++ : k++] = i;
    }
    return order;
  }

  /** With some axes (ascending) moved to the end. */
  public Layout moveToEnd(int... axes) {
    return permute(toEnd(strides.length, axes));
  }

  /** Every {@code step}-th of {@code count} indices of an axis from {@code start} on. */
  public Layout slice(int axis, int start, int step, int count) {
    int[] s = strides.clone();
    s[axis] = strides[axis] * step;
    return new Layout(
        shape.with(axis, count), s, count == 0 ? offset : offset + start * strides[axis]);
  }

  /** One index of an axis, which is dropped. */
  public Layout select(int axis, int index) {
    int[] s = new int[strides.length - 1];
    for (int i = 0, j = 0; i < strides.length; i++) {
      if (i != axis) {
        s[j++] = strides[i];
      }
    }
    return new Layout(shape.without(axis), s, offset + index * strides[axis]);
  }

  /**
   * The elements whose indices along two axes differ by {@code offset} (second minus first); both
   * axes are dropped, and the diagonal is the last one.
   */
  public Layout diagonal(int first, int second, int offset) {
    long below = Math.max(-(long) offset, 0);
    long right = Math.max(offset, 0);
    int count = (int) Math.max(Math.min(shape.dim(first) - below, shape.dim(second) - right), 0);
    int[] order = toEnd(strides.length, Math.min(first, second), Math.max(first, second));
    int rank = strides.length - 1;
    int[] d = new int[rank];
    int[] s = new int[rank];
    for (int i = 0; i < rank - 1; i++) {
      d[i] = shape.dim(order[i]);
      s[i] = strides[order[i]];
    }
    d[rank - 1] = count;
    s[rank - 1] = strides[first] + strides[second];
    long start = count == 0 ? 0 : below * strides[first] + right * strides[second];
    return new Layout(Shape.of(d), s, this.offset + (int) start);
  }

  /**
   * All windows of {@code size} elements, {@code dilation} apart, that begin at every {@code
   * step}-th index of an axis; the elements of a window are a new last axis.
   */
  public Layout windows(int axis, int size, int step, int dilation) {
    long room = shape.dim(axis) - (long) dilation * (size - 1) - 1;
    int count = room < 0 ? 0 : (int) (room / step) + 1;
    int[] s = Arrays.copyOf(strides, strides.length + 1);
    s[axis] = strides[axis] * step;
    s[strides.length] = strides[axis] * dilation;
    return new Layout(shape.with(axis, count).concat(Shape.of(size)), s, offset);
  }

  /** Stretched to a shape to which it broadcasts. */
  public Layout expand(Shape to) {
    if (to.equals(shape)) {
      return this;
    }
    int[] s = new int[to.rank()];
    int lead = to.rank() - shape.rank();
    for (int i = 0; i < shape.rank(); i++) {
      s[lead + i] = shape.dim(i) == 1 && to.dim(lead + i) != 1 ? 0 : strides[i];
    }
    return new Layout(to, s, offset);
  }

  /** The same elements in the same order with other axes, or null where that takes a copy. */
  public @Nullable Layout reshape(Shape to) {
    if (dense) {
      return new Layout(to, rowMajor(to), offset);
    }
    // Axes of length 1 carry no information; each group of new axes must cover a group of old ones
    // that lies without gaps.
    int[] s = new int[to.rank()];
    int i = 0;
    int j = 0;
    while (i < shape.rank() || j < to.rank()) {
      if (i < shape.rank() && shape.dim(i) == 1) {
        i++;
        continue;
      }
      if (j < to.rank() && to.dim(j) == 1) {
        s[j++] = 1;
        continue;
      }
      int from = j;
      long old = shape.dim(i);
      long made = to.dim(j);
      while (old != made) {
        if (old < made) {
          i++;
          if (shape.dim(i) != 1 && strides[lastReal(i - 1)] != (long) strides[i] * shape.dim(i)) {
            return null;
          }
          old *= shape.dim(i);
        } else {
          made *= to.dim(++j);
        }
      }
      int stride = strides[lastReal(i)];
      for (int k = j; k >= from; k--) {
        s[k] = stride;
        stride *= to.dim(k);
      }
      i++;
      j++;
    }
    return new Layout(to, s, offset);
  }

  private int lastReal(int axis) {
    int i = axis;
    while (shape.dim(i) == 1 && i > 0) {
      i--;
    }
    return i;
  }

  @Override
  public boolean equals(Object o) {
    return this == o
        || (o instanceof Layout l
            && offset == l.offset
            && shape.equals(l.shape)
            && Arrays.equals(strides, l.strides));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(strides) * 31 + shape.hashCode() + offset;
  }

  @Override
  public String toString() {
    return shape + " strides " + Arrays.toString(strides) + " offset " + offset;
  }
}
