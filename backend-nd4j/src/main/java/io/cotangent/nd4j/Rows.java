package io.cotangent.nd4j;

import io.cotangent.Shape;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;

/**
 * SoftmaxAlong, its logarithm and the cross-entropy, row by row in F64. What is not finite comes
 * out as in the decompositions: a row of −∞, or with +∞ or NaN in it, is NaN.
 */
final class Rows {
  private static final int TILE = 512;

  /** Elements of a task. */
  private static final int GRAIN = 4096;

  private final Tasks tasks;

  Rows(Tasks tasks) {
    this.tasks = tasks;
  }

  /** Elements along an axis, a row for every index of the other axes. */
  private static final class Row {
    private final Nd4jBuffer buffer;
    private final Walk starts;
    private final int step;
    private final int n;
    private final double[] tile = new double[TILE];
    private int at;

    Row(Operand x, int axis) {
      Layout l = x.layout();
      buffer = (Nd4jBuffer) x.buffer();
      starts = new Walk(l.select(axis, 0));
      step = l.stride(axis);
      n = l.shape().dim(axis);
    }

    Row seek(int row) {
      starts.seek(row);
      at = starts.at;
      return this;
    }

    double get(int i) {
      return buffer.getDouble(at + i * step);
    }

    void set(int i, double v) {
      buffer.setDouble(at + i * step, v);
    }

    /** Elements from {@code from} on, at most a tile of them; how many. */
    int read(int from) {
      int m = Math.min(TILE, n - from);
      buffer.read(at + from * step, step, tile, m);
      return m;
    }

    void write(int from, int m) {
      buffer.write(tile, at + from * step, step, m);
    }

    double max() {
      double top = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i += TILE) {
        top = Sums.max(top, tile, read(i));
      }
      return top;
    }

    /** Σ exp(x − top); the terms go to another row if there is one. */
    double sumOfExp(double top, boolean keep, Row terms) {
      Total total = new Total();
      for (int i = 0; i < n; i += TILE) {
        int m = read(i);
        for (int k = 0; k < m; k++) {
          terms.tile[k] = StrictMath.exp(tile[k] - top);
        }
        if (keep) {
          terms.write(i, m);
        }
        total.add(terms.tile, m);
      }
      return total.get();
    }
  }

  /** Computes a row. */
  private interface Body {
    void run(int row, Row x, Row out);
  }

  private void each(Operand x, Operand out, int axis, Body body) {
    int n = x.shape().dim(axis);
    if (x.shape().size() == 0) {
      return;
    }
    tasks.spans(
        x.shape().size() / n,
        Math.max(1, GRAIN / n),
        (from, count) -> {
          Row in = new Row(x, axis);
          Row result = new Row(out, axis);
          for (int r = from; r < from + count; r++) {
            body.run(r, in.seek(r), result.seek(r));
          }
        });
  }

  void softmax(SoftmaxAlong op, Operand x, Operand out) {
    each(x, out, op.axis(), op.log() ? (r, in, z) -> log(in, z) : (r, in, z) -> exp(in, z));
  }

  /** y = exp(x − m)/Σ exp(x − m), m the largest x. */
  private static void exp(Row x, Row y) {
    double total = x.sumOfExp(x.max(), true, y);
    for (int i = 0; i < y.n; i += TILE) {
      int m = y.read(i);
      for (int k = 0; k < m; k++) {
        y.tile[k] /= total;
      }
      y.write(i, m);
    }
  }

  /** y = x − m − ln Σ exp(x − m). */
  private static void log(Row x, Row y) {
    double top = x.max();
    double log = StrictMath.log(x.sumOfExp(top, false, y));
    for (int i = 0; i < x.n; i += TILE) {
      int m = x.read(i);
      for (int k = 0; k < m; k++) {
        y.tile[k] = x.tile[k] - top - log;
      }
      y.write(i, m);
    }
  }

  /** The class of a row, checked. */
  private static int classOf(Operand classes, int row, int n) {
    long c =
        ((Nd4jBuffer) classes.buffer())
            .getLong(classes.layout().offset() + row * classes.layout().stride(0));
    return Shape.index("crossEntropy: class", c, n, false);
  }

  /** m + ln Σ exp(x − m) − x of the class. */
  void crossEntropy(Operand x, Operand classes, Operand out) {
    Nd4jBuffer losses = (Nd4jBuffer) out.buffer();
    each(
        x,
        x,
        1,
        (r, in, terms) -> {
          double top = in.max();
          double log = StrictMath.log(in.sumOfExp(top, false, terms));
          losses.setDouble(r, log - (in.get(classOf(classes, r, in.n)) - top));
        });
  }

  /** (softmax(x) − onehot(class))·g. */
  void crossEntropyGrad(Operand x, Operand classes, Operand g, Operand out) {
    Nd4jBuffer cotangent = (Nd4jBuffer) g.buffer();
    each(
        x,
        out,
        1,
        (r, in, z) -> {
          int c = classOf(classes, r, in.n);
          exp(in, z);
          z.set(c, z.get(c) - 1);
          double factor = cotangent.getDouble(g.layout().offset() + r * g.layout().stride(0));
          for (int i = 0; i < z.n; i += TILE) {
            int m = z.read(i);
            for (int k = 0; k < m; k++) {
              z.tile[k] *= factor;
            }
            z.write(i, m);
          }
        });
  }
}
