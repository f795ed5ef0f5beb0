package io.cotangent.jvm;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.Operand;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * The operations on integers and truth values, and whatever mixes types: the rows' reference maths,
 * an element at a time. Training spends no time here.
 */
final class IntBackend {
  private IntBackend() {}

  /** One element as an integer. */
  static long getLong(Buffer b, int i) {
    return ((Buffers.Elements) b).getLong(i);
  }

  private static double getDouble(Buffer b, int i) {
    return ((Buffers.Elements) b).getDouble(i);
  }

  private static void setLong(Buffer b, int i, long v) {
    ((Buffers.Elements) b).setLong(i, v);
  }

  private static void setDouble(Buffer b, int i, double v) {
    ((Buffers.Elements) b).setDouble(i, v);
  }

  /** Calls a body with the place of every element, in row-major order. */
  private interface Place {
    void at(int element, int place);
  }

  private static void each(Operand x, Place body) {
    Walk w = new Walk(x.layout());
    int n = x.shape().size();
    for (int i = 0; i < n; i++) {
      body.at(i, w.at);
      w.advance(1);
    }
  }

  static long[] denseLongs(Operand x) {
    if (x.buffer() instanceof Buffers.I64 b && x.layout().isDense() && x.layout().offset() == 0) {
      return b.data();
    }
    long[] r = new long[x.shape().size()];
    each(x, (i, at) -> r[i] = getLong(x.buffer(), at));
    return r;
  }

  static byte[] denseBytes(Operand x) {
    byte[] data = ((Buffers.Bool) x.buffer()).data();
    if (x.layout().isDense() && x.layout().offset() == 0) {
      return data;
    }
    byte[] r = new byte[x.shape().size()];
    each(x, (i, at) -> r[i] = data[at]);
    return r;
  }

  /** An index that must lie in an axis; negative ones count from the end where that is allowed. */
  static int index(String what, long i, int length, boolean negative) {
    long low = negative ? -length : 0;
    if (i < low || i >= length) {
      throw new ShapeException(
          what + " " + i + " is out of range (" + low + " to " + (length - 1) + ")");
    }
    return (int) (i < 0 ? i + length : i);
  }

  static void fill(Operand out, Number value) {
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

  static void copy(Operand x, Operand out) {
    boolean fractions = x.dtype().isFloat();
    Walk to = new Walk(out.layout());
    each(
        x,
        (i, at) -> {
          if (fractions) {
            setDouble(out.buffer(), to.at, getDouble(x.buffer(), at));
          } else {
            setLong(out.buffer(), to.at, getLong(x.buffer(), at));
          }
          to.advance(1);
        });
  }

  static void unary(Unary op, Operand x, Operand out) {
    LongUnaryOperator f = op.integers();
    if (f == null) {
      throw new ArgumentException(op.label() + ": not defined on integers");
    }
    each(x, (i, at) -> setLong(out.buffer(), i, f.applyAsLong(getLong(x.buffer(), at))));
  }

  static void binary(Binary op, Operand a, Operand b, Operand out) {
    LongBinaryOperator f = op.integers();
    if (f == null) {
      throw new ArgumentException(op.label() + ": not defined on integers");
    }
    Walk w = new Walk(b.layout());
    each(
        a,
        (i, at) -> {
          setLong(
              out.buffer(), i, f.applyAsLong(getLong(a.buffer(), at), getLong(b.buffer(), w.at)));
          w.advance(1);
        });
  }

  static void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    Walk p = new Walk(b.layout());
    Walk q = new Walk(c.layout());
    each(
        a,
        (i, at) -> {
          long x = getLong(a.buffer(), at);
          long y = getLong(b.buffer(), p.at);
          long z = getLong(c.buffer(), q.at);
          long r =
              switch (op) {
                case WHERE -> x != 0 ? y : z;
                case CLAMP -> Math.min(Math.max(x, y), z);
              };
          setLong(out.buffer(), i, r);
          p.advance(1);
          q.advance(1);
        });
  }

  static void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    int rows = out.shape().size();
    int n = rows == 0 ? 0 : x.shape().size() / rows;
    long neutral =
        switch (op) {
          case SUM -> 0;
          case PROD -> 1;
          case MAX -> Long.MIN_VALUE;
          case MIN -> Long.MAX_VALUE;
        };
    Walk w = new Walk(x.layout().moveToEnd(axes));
    for (int r = 0; r < rows; r++) {
      long total = neutral;
      for (int i = 0; i < n; i++) {
        long v = getLong(x.buffer(), w.at);
        total =
            switch (op) {
              case SUM -> total + v;
              case PROD -> total * v;
              case MAX -> Math.max(total, v);
              case MIN -> Math.min(total, v);
            };
        w.advance(1);
      }
      setLong(out.buffer(), r, total);
    }
  }

  static void argReduce(ArgReduction op, Operand x, int axis, long[] out) {
    int n = x.shape().dim(axis);
    Walk w = new Walk(x.layout().moveToEnd(axis));
    for (int r = 0; r < x.shape().size() / n; r++) {
      long best = 0;
      int at = -1;
      for (int i = 0; i < n; i++) {
        long v = getLong(x.buffer(), w.at);
        if (at < 0 || (op == ArgReduction.ARGMAX ? v > best : v < best)) {
          best = v;
          at = i;
        }
        w.advance(1);
      }
      out[r] = at;
    }
  }

  /**
   * Whether an index is the same for all places across the axis, as {@code indexSelect} makes it.
   */
  private static boolean isAlongAxis(Operand index, int axis) {
    for (int i = 0; i < index.shape().rank(); i++) {
      if (i != axis && index.shape().dim(i) > 1 && index.layout().stride(i) != 0) {
        return false;
      }
    }
    return true;
  }

  static void gather(Operand x, int axis, Operand index, Operand out) {
    int length = x.shape().dim(axis);
    int inner = out.shape().range(axis + 1, out.shape().rank()).size();
    boolean wide = x.shape().without(axis).equals(out.shape().without(axis));
    if (wide && x.layout().isDense() && isAlongAxis(index, axis) && out.shape().size() > 0) {
      int count = out.shape().dim(axis);
      int outer = out.shape().range(0, axis).size();
      for (int i = 0; i < count; i++) {
        int at = index.layout().offset() + i * index.layout().stride(axis);
        int from = index("gather: index", getLong(index.buffer(), at), length, true);
        for (int o = 0; o < outer; o++) {
          System.arraycopy(
              ((Buffers.Elements) x.buffer()).data(),
              x.layout().offset() + (o * length + from) * inner,
              ((Buffers.Elements) out.buffer()).data(),
              (o * count + i) * inner,
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
        (i, at, place) -> {
          if (x.dtype().isFloat()) {
            setDouble(out.buffer(), i, getDouble(x.buffer(), place));
          } else {
            setLong(out.buffer(), i, getLong(x.buffer(), place));
          }
        });
  }

  static void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    int length = out.shape().dim(axis);
    Walk s = new Walk(src.layout());
    eachIndexed(
        out,
        axis,
        index,
        length,
        "scatterAdd: index",
        (i, at, place) -> {
          if (out.dtype().isFloat()) {
            setDouble(
                out.buffer(),
                place,
                getDouble(out.buffer(), place) + getDouble(src.buffer(), s.at));
          } else {
            setLong(
                out.buffer(), place, getLong(out.buffer(), place) + getLong(src.buffer(), s.at));
          }
          s.advance(1);
        });
  }

  private interface Indexed {
    void run(int element, int indexPlace, int place);
  }

  /** For every element of an index tensor, the place in x to which it points. */
  private static void eachIndexed(
      Operand x, int axis, Operand index, int length, String what, Indexed body) {
    int rank = index.shape().rank();
    int[] position = new int[rank];
    Walk w = new Walk(index.layout());
    int n = index.shape().size();
    for (int i = 0; i < n; i++) {
      int place = x.layout().offset();
      for (int d = 0; d < rank; d++) {
        place +=
            (d == axis ? index(what, getLong(index.buffer(), w.at), length, true) : position[d])
                * x.layout().stride(d);
      }
      body.run(i, w.at, place);
      w.advance(1);
      for (int d = rank - 1; d >= 0 && ++position[d] == index.shape().dim(d); d--) {
        position[d] = 0;
      }
    }
  }
}
