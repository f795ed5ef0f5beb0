package io.cotangent;

import io.cotangent.spi.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lengths of a tensor's axes. Immutable; the empty shape is a scalar's. */
public final class Shape {
  /** The shape of a scalar, {@code []}. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private static final int MOST = Integer.MAX_VALUE - 8;

  private final int[] dims;
  private final int size;

  /** Made once, since every result of an operation asks for it. */
  private @Nullable Layout dense;

  private Shape(int[] dims) {
    long size = 1;
    boolean empty = false;
    for (int d : dims) {
      if (d < 0) {
        throw new ShapeException("shape: negative length " + d + " in " + Arrays.toString(dims));
      }
      empty |= d == 0;
      size = Math.min(size * Math.max(d, 1), Long.MAX_VALUE / Integer.MAX_VALUE);
    }
    if (!empty && size > MOST) {
      throw new ShapeException(
          "shape: "
              + Arrays.toString(dims)
              + " has more than 2^31-9 elements, the most a tensor can hold");
    }
    this.dims = dims;
    this.size = empty ? 0 : (int) size;
  }

  /** The shape with these axis lengths. */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** The shape of a matrix. */
  public static Shape of(int rows, int columns) {
    return new Shape(new int[] {rows, columns});
  }

  /** How a tensor of this shape lies in a buffer of its own: row-major (C order). */
  public Layout dense() {
    Layout l = dense;
    if (l == null) {
      l = Layout.dense(this);
      dense = l;
    }
    return l;
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Number of elements: the product of the lengths, 1 for a scalar. */
  public int size() {
    return size;
  }

  /**
   * Length of an axis; negative axes count from the end.
   *
   * @throws ShapeException if there is no such axis
   */
  public int dim(int axis) {
    int i = axis < 0 ? axis + dims.length : axis;
    return i >= 0 && i < dims.length ? dims[i] : dims[axis("dim", axis)];
  }

  /** A copy of the axis lengths. */
  public int[] dims() {
    return dims.clone();
  }

  /** This shape with the length of one axis replaced. */
  public Shape with(int axis, int length) {
    int[] d = dims();
    d[axis] = length;
    return new Shape(d);
  }

  /** This shape without one axis. */
  public Shape without(int axis) {
    int[] d = new int[dims.length - 1];
    for (int i = 0, j = 0; i < dims.length; i++) {
      if (i != axis) {
        d[j++] = dims[i];
      }
    }
    return new Shape(d);
  }

  /** This shape with an axis of the given length inserted before {@code axis}. */
  public Shape inserted(int axis, int length) {
    int[] d = new int[dims.length + 1];
    System.arraycopy(dims, 0, d, 0, axis);
    d[axis] = length;
    System.arraycopy(dims, axis, d, axis + 1, dims.length - axis);
    return new Shape(d);
  }

  /** The lengths from axis {@code from} (included) to {@code to} (not included). */
  public Shape range(int from, int to) {
    return new Shape(Arrays.copyOfRange(dims, from, to));
  }

  /** These lengths followed by those of {@code tail}. */
  public Shape concat(Shape tail) {
    int[] d = Arrays.copyOf(dims, dims.length + tail.dims.length);
    System.arraycopy(tail.dims, 0, d, dims.length, tail.dims.length);
    return new Shape(d);
  }

  /**
   * The non-negative form of an axis.
   *
   * @throws ShapeException if {@code axis} is outside {@code -rank … rank-1}; {@code op} names the
   *     caller
   */
  public int axis(String op, int axis) {
    int rank = dims.length;
    if (axis < -rank || axis >= rank) {
      throw new ShapeException(
          op
              + ": axis "
              + axis
              + " is out of range for "
              + this
              + (rank == 0 ? ", which has no axes" : " (-" + rank + " to " + (rank - 1) + ")"));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /**
   * The non-negative axes in ascending order, all of them for an empty list; repeated axes are an
   * error.
   */
  public int[] axes(String op, int... axes) {
    int[] r = new int[axes.length == 0 ? dims.length : axes.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = axes.length == 0 ? i : axis(op, axes[i]);
    }
    Arrays.sort(r);
    for (int i = 1; i < r.length; i++) {
      if (r[i] == r[i - 1]) {
        throw new ShapeException(
            op + ": axis " + r[i] + " is given twice in " + Arrays.toString(axes));
      }
    }
    return r;
  }

  /** This shape with the given axes (non-negative) set to length 1, or dropped. */
  public Shape reduced(int[] axes, boolean keepDims) {
    boolean[] gone = new boolean[dims.length];
    for (int a : axes) {
      gone[a] = true;
    }
    int[] d = new int[keepDims ? dims.length : dims.length - axes.length];
    for (int i = 0, j = 0; i < dims.length; i++) {
      if (keepDims || !gone[i]) {
        d[j++] = gone[i] ? 1 : dims[i];
      }
    }
    return new Shape(d);
  }

  /**
   * A length that came about in long arithmetic.
   *
   * @throws ShapeException if no axis can have it; {@code what} says whose it is
   */
  public static int length(String what, long n) {
    if (n < 0 || n > MOST) {
      throw new ShapeException(
          what
              + ": a length of "
              + n
              + (n < 0 ? " is negative" : " is more than 2^31-9, the most an axis can have"));
    }
    return (int) n;
  }

  /** An index that must lie in an axis; negative ones count from the end where that is allowed. */
  public static int index(String what, long i, int length, boolean negative) {
    long low = negative ? -length : 0;
    if (i < low || i >= length) {
      throw new ShapeException(
          what + " " + i + " is out of range (" + low + " to " + (length - 1) + ")");
    }
    return (int) (i < 0 ? i + length : i);
  }

  /** Whether a tensor of this shape broadcasts to another, which may have more axes. */
  public boolean broadcastsTo(Shape other) {
    if (rank() > other.rank()) {
      return false;
    }
    for (int i = 1; i <= rank(); i++) {
      int d = dims[rank() - i];
      if (d != 1 && d != other.dims[other.rank() - i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The shape to which both broadcast, by NumPy's rule: align at the last axis; an axis of length 1
   * takes the length of the other.
   *
   * @throws ShapeException if they do not fit; {@code op} names the caller
   */
  public static Shape broadcast(String op, Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] d = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int p = i <= a.rank() ? a.dims[a.rank() - i] : 1;
      int q = i <= b.rank() ? b.dims[b.rank() - i] : 1;
      if (p != q && p != 1 && q != 1) {
        throw new ShapeException(
            op
                + ": shapes do not broadcast: "
                + a
                + " and "
                + b
                + " (axis -"
                + i
                + ": "
                + p
                + " vs "
                + q
                + "; lengths must be equal or 1)");
      }
      d[rank - i] = p == 1 ? q : p;
    }
    return new Shape(d);
  }

  @Override
  public boolean equals(Object o) {
    return this == o || (o instanceof Shape s && size == s.size && same(dims, s.dims));
  }

  /** As {@link Arrays#equals(int[], int[])}, which is made for longer arrays than these. */
  private static boolean same(int[] a, int[] b) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
