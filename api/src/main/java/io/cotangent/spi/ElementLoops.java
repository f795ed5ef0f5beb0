package io.cotangent.spi;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Every family by the rows' reference maths, an element at a time, for buffers in host memory: what
 * a backend uses where speed does not matter, such as integers and booleans, and whatever mixes
 * types. Arguments are those of the methods of {@link Backend} of the same name.
 */
public final class ElementLoops {
  private ElementLoops() {}

  /** One element as an integer. */
  private static long getLong(Buffer b, int i) {
    return ((Elements) b).getLong(i);
  }

  private static double getDouble(Buffer b, int i) {
    return ((Elements) b).getDouble(i);
  }

  private static void setLong(Buffer b, int i, long v) {
    ((Elements) b).setLong(i, v);
  }

  private static void setDouble(Buffer b, int i, double v) {
    ((Elements) b).setDouble(i, v);
  }

  /** Calls a body with the index in the buffer of every element, in row-major order. */
  private interface Visit {
    void at(int element, int target);
  }

  private static void each(Operand x, Visit body) {
    Walk w = new Walk(x.layout());
    int n = x.shape().size();
    for (int i = 0; i < n; i++) {
      body.at(i, w.at);
      w.advance(1);
    }
  }

  /** Sets every element of any layout. */
  public static void fill(Operand out, Number value) {
    boolean wide = out.dtype() == DType.I64;
    each(
        out,
        (i, at) -> {
          if (wide) {
            setLong(out.buffer(), at, value.longValue());
          } else {
            setDouble(out.buffer(), at, value.doubleValue());
          }
        });
  }

  /** Copies, casting, from any layout to any; spans without gaps at once. */
  public static void copy(Operand x, Operand out) {
    Elements source = (Elements) x.buffer();
    Elements target = (Elements) out.buffer();
    Walk from = new Walk(x.layout());
    Walk to = new Walk(out.layout());
    boolean fractions = x.dtype().isFloat();
    boolean spans = from.step == 1 && to.step == 1 && x.dtype() == out.dtype();
    int n = x.shape().size();
    for (int i = 0; i < n; ) {
      int m = Math.min(from.run(), to.run());
      if (spans) {
        target.copy(to.at, source, from.at, m);
      } else {
        for (int k = 0; k < m; k++) {
          if (fractions) {
            target.setDouble(to.at + k * to.step, source.getDouble(from.at + k * from.step));
          } else {
            target.setLong(to.at + k * to.step, source.getLong(from.at + k * from.step));
          }
        }
      }
      from.advance(m);
      to.advance(m);
      i += m;
    }
  }

  /** {@code out = op(x)}, in integers where both are. */
  public static void unary(Unary op, Operand x, Operand out) {
    if (x.dtype().isFloat()) {
      DoubleUnaryOperator f = op.reference();
      each(x, (i, at) -> setDouble(out.buffer(), i, f.applyAsDouble(getDouble(x.buffer(), at))));
      return;
    }
    LongUnaryOperator f = op.integers();
    if (f == null) {
      throw new ArgumentException(op.label() + ": not defined on integers");
    }
    each(x, (i, at) -> setLong(out.buffer(), i, f.applyAsLong(getLong(x.buffer(), at))));
  }

  /** {@code out = op(a, b)}, in integers where both are. */
  public static void binary(Binary op, Operand a, Operand b, Operand out) {
    Walk w = new Walk(b.layout());
    if (a.dtype().isFloat()) {
      DoubleBinaryOperator f = op.reference();
      each(
          a,
          (i, at) -> {
            double v = f.applyAsDouble(getDouble(a.buffer(), at), getDouble(b.buffer(), w.at));
            setDouble(out.buffer(), i, v);
            w.advance(1);
          });
      return;
    }
    LongBinaryOperator f = op.integers();
    if (f == null) {
      throw new ArgumentException(op.label() + ": not defined on integers");
    }
    each(
        a,
        (i, at) -> {
          long v = f.applyAsLong(getLong(a.buffer(), at), getLong(b.buffer(), w.at));
          setLong(out.buffer(), i, v);
          w.advance(1);
        });
  }

  /** {@code out = op(a, b, c)}. */
  public static void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    Walk p = new Walk(b.layout());
    Walk q = new Walk(c.layout());
    boolean fractions = out.dtype().isFloat();
    each(
        a,
        (i, at) -> {
          if (fractions) {
            double x = getDouble(a.buffer(), at);
            double y = getDouble(b.buffer(), p.at);
            setDouble(out.buffer(), i, op.reference(x, y, getDouble(c.buffer(), q.at)));
          } else {
            long x = getLong(a.buffer(), at);
            long y = getLong(b.buffer(), p.at);
            setLong(out.buffer(), i, op.integers(x, y, getLong(c.buffer(), q.at)));
          }
          p.advance(1);
          q.advance(1);
        });
  }

  /** Folds axes (ascending), in F64 or in integers. */
  public static void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    int rows = out.shape().size();
    int n = rows == 0 ? 0 : x.shape().size() / rows;
    Walk w = new Walk(x.layout().moveToEnd(axes));
    boolean fractions = x.dtype().isFloat();
    for (int r = 0; r < rows; r++) {
      if (fractions && op == Reduction.SUM) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < n; i++) {
          sum.add(getDouble(x.buffer(), w.at));
          w.advance(1);
        }
        setDouble(out.buffer(), r, sum.get());
        continue;
      }
      double total = op.neutral();
      long count = op.neutralInteger();
      for (int i = 0; i < n; i++) {
        if (fractions) {
          total = op.combine(total, getDouble(x.buffer(), w.at));
        } else {
          count = op.combine(count, getLong(x.buffer(), w.at));
        }
        w.advance(1);
      }
      if (fractions) {
        setDouble(out.buffer(), r, total);
      } else {
        setLong(out.buffer(), r, count);
      }
    }
  }

  /** Positions of the first extreme elements along an axis; NaN counts as extreme. */
  public static void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    int n = x.shape().dim(axis);
    Walk w = new Walk(x.layout().moveToEnd(axis));
    boolean fractions = x.dtype().isFloat();
    for (int r = 0; r < out.shape().size(); r++) {
      int target = w.at;
      int best = 0;
      w.advance(1);
      for (int i = 1; i < n; i++) {
        boolean better =
            fractions
                ? op.isBetter(getDouble(x.buffer(), w.at), getDouble(x.buffer(), target))
                : op.isBetter(getLong(x.buffer(), w.at), getLong(x.buffer(), target));
        if (better) {
          best = i;
          target = w.at;
        }
        w.advance(1);
      }
      setLong(out.buffer(), r, best);
    }
  }

  /**
   * Whether an index is the same for all elements across the axis, as {@code indexSelect} makes it.
   */
  static boolean isAlongAxis(Operand index, int axis) {
    for (int i = 0; i < index.shape().rank(); i++) {
      if (i != axis && index.shape().dim(i) > 1 && index.layout().stride(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Elements at indices along an axis. */
  public static void gather(Operand x, int axis, Operand index, Operand out) {
    int length = x.shape().dim(axis);
    int inner = out.shape().range(axis + 1, out.shape().rank()).size();
    boolean wide = x.shape().without(axis).equals(out.shape().without(axis));
    if (wide && x.layout().isDense() && isAlongAxis(index, axis) && out.shape().size() > 0) {
      int count = out.shape().dim(axis);
      int outer = out.shape().range(0, axis).size();
      for (int i = 0; i < count; i++) {
        int at = index.layout().offset() + i * index.layout().stride(axis);
        int from = Shape.index("gather: index", getLong(index.buffer(), at), length, true);
        for (int o = 0; o < outer; o++) {
          ((Elements) out.buffer())
              .copy(
                  (o * count + i) * inner,
                  (Elements) x.buffer(),
                  x.layout().offset() + (o * length + from) * inner,
                  inner);
        }
      }
      return;
    }
    eachIndexed(
        x,
        axis,
        index,
        length,
        "gather: index",
        (i, at, target) -> {
          if (x.dtype().isFloat()) {
            setDouble(out.buffer(), i, getDouble(x.buffer(), target));
          } else {
            setLong(out.buffer(), i, getLong(x.buffer(), target));
          }
        });
  }

  /** Adds elements at indices along an axis: what meets at one index in F64, in order. */
  public static void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    if (out.dtype().isFloat()) {
      ScatterAdd.run(src, axis, index, out);
      return;
    }
    Walk s = new Walk(src.layout());
    eachIndexed(
        out,
        axis,
        index,
        out.shape().dim(axis),
        "scatterAdd: index",
        (i, at, target) -> {
          setLong(
              out.buffer(), target, getLong(out.buffer(), target) + getLong(src.buffer(), s.at));
          s.advance(1);
        });
  }

  /** Puts elements at indices along an axis, in order. */
  public static void scatter(Operand src, int axis, Operand index, Operand out) {
    Walk s = new Walk(src.layout());
    eachIndexed(
        out,
        axis,
        index,
        out.shape().dim(axis),
        "scatter: index",
        (i, at, target) -> {
          if (out.dtype().isFloat()) {
            setDouble(out.buffer(), target, getDouble(src.buffer(), s.at));
          } else {
            setLong(out.buffer(), target, getLong(src.buffer(), s.at));
          }
          s.advance(1);
        });
  }

  /** Running folds along an axis, in F64 or in integers. */
  public static void scan(Scan op, Operand x, int axis, Operand out) {
    int n = x.shape().dim(axis);
    boolean fractions = x.dtype().isFloat();
    Walk from = new Walk(x.layout().moveToEnd(axis));
    Walk to = new Walk(out.layout().moveToEnd(axis));
    for (int r = 0; r < x.shape().size() / n; r++) {
      CompensatedSum sum = new CompensatedSum();
      double total = 0;
      long count = 0;
      int best = 0;
      for (int i = 0; i < n; i++) {
        double v = fractions ? getDouble(x.buffer(), from.at) : 0;
        long k = fractions ? 0 : getLong(x.buffer(), from.at);
        if (op.isSearch()) {
          if (i == 0 || (fractions ? op.takesOver(v, total) : op.takesOver(k, count))) {
            best = i;
            total = v;
            count = k;
          }
          setLong(out.buffer(), to.at, best);
        } else if (fractions && op == Scan.CUMSUM) {
          sum.add(v);
          setDouble(out.buffer(), to.at, i == 0 ? v : sum.get());
        } else if (fractions) {
          total = i == 0 ? v : op.combine(total, v);
          setDouble(out.buffer(), to.at, total);
        } else {
          count = i == 0 ? k : op.combine(count, k);
          setLong(out.buffer(), to.at, count);
        }
        from.advance(1);
        to.advance(1);
      }
    }
  }

  /** Positions that put an axis in order. */
  public static void argSort(Operand x, int axis, boolean descending, Operand out) {
    int n = x.shape().dim(axis);
    boolean fractions = x.dtype().isFloat();
    Walk from = new Walk(x.layout().moveToEnd(axis));
    Walk to = new Walk(out.layout().moveToEnd(axis));
    long[] keys = new long[n];
    for (int r = 0; r < x.shape().size() / n; r++) {
      for (int i = 0; i < n; i++) {
        long key =
            fractions
                ? StableSort.key(getDouble(x.buffer(), from.at))
                : getLong(x.buffer(), from.at);
        keys[i] = descending ? ~key : key;
        from.advance(1);
      }
      for (int position : StableSort.order(keys)) {
        setLong(out.buffer(), to.at, position);
        to.advance(1);
      }
    }
  }

  private interface Indexed {
    void run(int element, int indexAt, int target);
  }

  /** For every element of an index tensor, the index in the buffer of x to which it points. */
  private static void eachIndexed(
      Operand x, int axis, Operand index, int length, String what, Indexed body) {
    int rank = index.shape().rank();
    int[] position = new int[rank];
    Walk w = new Walk(index.layout());
    int n = index.shape().size();
    for (int i = 0; i < n; i++) {
      int target = x.layout().offset();
      for (int d = 0; d < rank; d++) {
        target +=
            (d == axis
                    ? Shape.index(what, getLong(index.buffer(), w.at), length, true)
                    : position[d])
                * x.layout().stride(d);
      }
      body.run(i, w.at, target);
      w.advance(1);
      for (int d = rank - 1; d >= 0 && ++position[d] == index.shape().dim(d); d--) {
        position[d] = 0;
      }
    }
  }
}
