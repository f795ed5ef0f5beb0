package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * What is right: the rows' reference maths, coordinate by coordinate, in F64 whatever the type
 * (results of F32 are not rounded) and in 64-bit integers. Shares no code with any backend, and is
 * slow.
 */
public final class OracleBackend implements Backend {
  private record Cells(DType dtype, double[] fractions, long[] integers) implements Buffer {
    @Override
    public int size() {
      return dtype.isFloat() ? fractions.length : integers.length;
    }

    @Override
    public boolean recyclable() {
      return false;
    }
  }

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public String description() {
    return "reference maths in F64";
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    return new Cells(
        dtype, new double[dtype.isFloat() ? size : 0], new long[dtype.isFloat() ? 0 : size]);
  }

  @Override
  public Buffer upload(Object array) {
    if (array instanceof double[] a) {
      return new Cells(DType.F64, a.clone(), new long[0]);
    } else if (array instanceof float[] a) {
      Cells c = (Cells) allocate(DType.F32, a.length);
      for (int i = 0; i < a.length; i++) {
        c.fractions[i] = a[i];
      }
      return c;
    } else if (array instanceof long[] a) {
      return new Cells(DType.I64, new double[0], a.clone());
    } else if (array instanceof int[] a) {
      Cells c = (Cells) allocate(DType.I32, a.length);
      for (int i = 0; i < a.length; i++) {
        c.integers[i] = a[i];
      }
      return c;
    }
    boolean[] a = (boolean[]) array;
    Cells c = (Cells) allocate(DType.BOOL, a.length);
    for (int i = 0; i < a.length; i++) {
      c.integers[i] = a[i] ? 1 : 0;
    }
    return c;
  }

  @Override
  public Object download(Buffer buffer, int size) {
    Cells c = (Cells) buffer;
    Object r =
        switch (c.dtype) {
          case F32 -> new float[size];
          case F64 -> new double[size];
          case I32 -> new int[size];
          case I64 -> new long[size];
          case BOOL -> new boolean[size];
        };
    for (int i = 0; i < size; i++) {
      switch (c.dtype) {
        case F32 -> ((float[]) r)[i] = (float) c.fractions[i];
        case F64 -> ((double[]) r)[i] = c.fractions[i];
        case I32 -> ((int[]) r)[i] = (int) c.integers[i];
        case I64 -> ((long[]) r)[i] = c.integers[i];
        case BOOL -> ((boolean[]) r)[i] = c.integers[i] != 0;
      }
    }
    return r;
  }

  // ---- coordinates ----

  /** The coordinates of element number {@code i} of a shape in row-major order. */
  private static int[] coordinates(Shape shape, int i) {
    int[] c = new int[shape.rank()];
    int rest = i;
    for (int axis = c.length - 1; axis >= 0; axis--) {
      c[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return c;
  }

  private static int place(Layout l, int[] coordinates) {
    int at = l.offset();
    for (int axis = 0; axis < coordinates.length; axis++) {
      at += coordinates[axis] * l.stride(axis);
    }
    return at;
  }

  private static double fraction(Operand x, int[] at) {
    Cells c = (Cells) x.buffer();
    int i = place(x.layout(), at);
    return c.dtype.isFloat() ? c.fractions[i] : c.integers[i];
  }

  private static long integer(Operand x, int[] at) {
    Cells c = (Cells) x.buffer();
    int i = place(x.layout(), at);
    return c.dtype.isFloat() ? (long) c.fractions[i] : c.integers[i];
  }

  private static void set(Operand out, int[] at, double v) {
    Cells c = (Cells) out.buffer();
    int i = place(out.layout(), at);
    switch (c.dtype) {
      case F32, F64 -> c.fractions[i] = v;
      case I32 -> c.integers[i] = (int) (long) v;
      case I64 -> c.integers[i] = (long) v;
      case BOOL -> c.integers[i] = v != 0 ? 1 : 0;
    }
  }

  private static void set(Operand out, int[] at, long v) {
    Cells c = (Cells) out.buffer();
    int i = place(out.layout(), at);
    switch (c.dtype) {
      case F32, F64 -> c.fractions[i] = v;
      case I32 -> c.integers[i] = (int) v;
      case I64 -> c.integers[i] = v;
      case BOOL -> c.integers[i] = v != 0 ? 1 : 0;
    }
  }

  private interface Cell {
    void at(int[] coordinates);
  }

  private static void each(Shape shape, Cell body) {
    for (int i = 0; i < shape.size(); i++) {
      body.at(coordinates(shape, i));
    }
  }

  // ---- the families ----

  @Override
  public void fill(Operand out, Number value) {
    each(
        out.shape(),
        at -> {
          if (out.dtype() == DType.I64) {
            set(out, at, value.longValue());
          } else {
            set(out, at, value.doubleValue());
          }
        });
  }

  @Override
  public void copy(Operand x, Operand out) {
    each(
        out.shape(),
        at -> {
          if (x.dtype().isFloat()) {
            double v = fraction(x, at);
            set(out, at, out.dtype() == DType.F32 ? (float) v : v);
          } else {
            set(out, at, integer(x, at));
          }
        });
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    DoubleUnaryOperator f = op.reference();
    LongUnaryOperator n = op.integers();
    each(
        out.shape(),
        at -> {
          if (x.dtype().isFloat() || n == null) {
            set(out, at, f.applyAsDouble(fraction(x, at)));
          } else {
            set(out, at, n.applyAsLong(integer(x, at)));
          }
        });
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    DoubleBinaryOperator f = op.reference();
    LongBinaryOperator n = op.integers();
    each(
        out.shape(),
        at -> {
          if (a.dtype().isFloat() || n == null) {
            set(out, at, f.applyAsDouble(fraction(a, at), fraction(b, at)));
          } else {
            set(out, at, n.applyAsLong(integer(a, at), integer(b, at)));
          }
        });
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    each(
        out.shape(),
        at -> {
          if (out.dtype().isFloat()) {
            set(out, at, op.reference(fraction(a, at), fraction(b, at), fraction(c, at)));
          } else {
            set(out, at, op.integers(integer(a, at), integer(b, at), integer(c, at)));
          }
        });
  }

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    Shape kept = x.shape().reduced(axes, true);
    Shape folded = Shape.SCALAR;
    for (int axis : axes) {
      folded = folded.concat(Shape.of(x.shape().dim(axis)));
    }
    Operand target = out.as(java.util.Objects.requireNonNull(out.layout().reshape(kept)));
    Shape inner = folded;
    each(
        kept,
        at -> {
          double[] total = {op.neutral()};
          long[] count = {op.neutralInteger()};
          each(
              inner,
              step -> {
                int[] from = at.clone();
                for (int i = 0; i < axes.length; i++) {
                  from[axes[i]] = step[i];
                }
                if (x.dtype().isFloat()) {
                  total[0] = op.combine(total[0], fraction(x, from));
                } else {
                  count[0] = op.combine(count[0], integer(x, from));
                }
              });
          if (x.dtype().isFloat()) {
            set(target, at, total[0]);
          } else {
            set(target, at, count[0]);
          }
        });
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    Shape kept = x.shape().with(axis, 1);
    Operand target = out.as(java.util.Objects.requireNonNull(out.layout().reshape(kept)));
    each(
        kept,
        at -> {
          int best = 0;
          for (int i = 1; i < x.shape().dim(axis); i++) {
            int[] p = at.clone();
            int[] q = at.clone();
            p[axis] = i;
            q[axis] = best;
            boolean better =
                x.dtype().isFloat()
                    ? op.isBetter(fraction(x, p), fraction(x, q))
                    : op.isBetter(integer(x, p), integer(x, q));
            best = better ? i : best;
          }
          set(target, at, (long) best);
        });
  }

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    int rank = out.shape().rank();
    int k = a.shape().dim(-1);
    each(
        out.shape(),
        at -> {
          int[] p = at.clone();
          int[] q = at.clone();
          double total = 0;
          for (int i = 0; i < k; i++) {
            p[rank - 1] = i;
            q[rank - 2] = i;
            total += fraction(a, p) * fraction(b, q);
          }
          set(out, at, total);
        });
  }

  private static int index(String op, Operand index, int[] at, int length) {
    long i = integer(index, at);
    if (i < -length || i >= length) {
      throw new ShapeException(op + ": index " + i + " is out of range");
    }
    return (int) (i < 0 ? i + length : i);
  }

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    each(
        out.shape(),
        at -> {
          int[] from = at.clone();
          from[axis] = index("gather", index, at, x.shape().dim(axis));
          if (x.dtype().isFloat()) {
            set(out, at, fraction(x, from));
          } else {
            set(out, at, integer(x, from));
          }
        });
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    each(
        index.shape(),
        at -> {
          int[] to = at.clone();
          to[axis] = index("scatterAdd", index, at, out.shape().dim(axis));
          if (out.dtype().isFloat()) {
            set(out, to, fraction(out, to) + fraction(src, at));
          } else {
            set(out, to, integer(out, to) + integer(src, at));
          }
        });
  }

  @Override
  public void scatter(Operand src, int axis, Operand index, Operand out) {
    each(
        index.shape(),
        at -> {
          int[] to = at.clone();
          to[axis] = index("scatter", index, at, out.shape().dim(axis));
          if (out.dtype().isFloat()) {
            set(out, to, fraction(src, at));
          } else {
            set(out, to, integer(src, at));
          }
        });
  }

  @Override
  public void scan(Scan op, Operand x, int axis, Operand out) {
    if (x.shape().size() > 0) {
      each(x.shape().with(axis, 1), at -> scanRow(op, x, axis, at, out));
    }
  }

  private static void scanRow(Scan op, Operand x, int axis, int[] start, Operand out) {
    boolean floats = x.dtype().isFloat();
    int[] at = start.clone();
    int best = 0;
    double fold = fraction(x, at);
    long count = integer(x, at);
    for (int i = 0; i < x.shape().dim(axis); i++) {
      at[axis] = i;
      double v = fraction(x, at);
      long n = integer(x, at);
      if (op.isSearch()) {
        if (i > 0 && (floats ? op.takesOver(v, fold) : op.takesOver(n, count))) {
          best = i;
          fold = v;
          count = n;
        }
        set(out, at, (long) best);
      } else if (floats) {
        fold = i == 0 ? v : op.combine(fold, v);
        set(out, at, fold);
      } else {
        count = i == 0 ? n : op.combine(count, n);
        set(out, at, count);
      }
    }
  }

  @Override
  public void argSort(Operand x, int axis, boolean descending, Operand out) {
    int n = x.shape().dim(axis);
    if (x.shape().size() == 0) {
      return;
    }
    each(
        x.shape().with(axis, 1),
        start -> {
          int[] at = start.clone();
          double[] fractions = new double[n];
          long[] integers = new long[n];
          List<Integer> order = new ArrayList<>();
          for (int i = 0; i < n; i++) {
            at[axis] = i;
            fractions[i] = fraction(x, at) + 0.0; // −0 equals 0
            integers[i] = integer(x, at);
            order.add(i);
          }
          Comparator<Integer> by =
              x.dtype().isFloat()
                  ? Comparator.comparingDouble(i -> fractions[i])
                  : Comparator.comparingLong(i -> integers[i]);
          order.sort(descending ? by.reversed() : by); // stable
          for (int i = 0; i < n; i++) {
            at[axis] = i;
            set(out, at, (long) order.get(i));
          }
        });
  }
}
