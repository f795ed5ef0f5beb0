package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;

import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.Arrays;

/**
 * Reductions on F32. Sums are cut at indices that depend on shapes alone, and what is cut goes on
 * in F64: the same for any number of threads, and accurate for any length.
 */
final class F32Reductions {
  private static final int CHUNK = F32Source.CHUNK;

  /** Rows that are added up in F32. */
  private static final int ROWS = 16;

  private final F32Routines routines;
  private final Workers workers;

  F32Reductions(F32Routines routines, Workers workers) {
    this.routines = routines;
    this.workers = workers;
  }

  void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    Layout l = x.layout();
    int rows = out.shape().size();
    if (rows == 0) {
      return;
    }
    int n = l.shape().size() / rows;
    if (n == 0) {
      Arrays.fill(data(out), 0, rows, (float) op.neutral());
      return;
    }
    boolean leading = axes.length > 0 && axes[axes.length - 1] == axes.length - 1;
    if (rows == 1) {
      data(out)[0] = (float) fold(op, x.as(l.moveToEnd(axes)), n);
    } else if (leading && axes.length < l.shape().rank() && l.isDense()) {
      columns(op, data(x), l.offset(), n, rows, data(out));
    } else {
      Operand moved = x.as(l.moveToEnd(axes));
      workers.ranges(
          rows,
          Math.max(1, Workers.GRAIN / n),
          (from, to) -> {
            for (int r = from; r < to; r++) {
              data(out)[r] = (float) foldRow(op, moved, r * n, n);
            }
          });
    }
  }

  /**
   * Folds n elements of a tensor in row-major order, in spans of fixed length, shared out over the
   * threads.
   */
  private double fold(Reduction op, Operand x, int n) {
    double[] partial = new double[(n - 1) / Workers.GRAIN + 1];
    workers.each(
        partial.length,
        t -> {
          int from = t * Workers.GRAIN;
          partial[t] = foldRow(op, x, from, Math.min(Workers.GRAIN, n - from));
        });
    double total = partial[0];
    for (int t = 1; t < partial.length; t++) {
      total = op.combine(total, partial[t]);
    }
    return total;
  }

  private double foldRow(Reduction op, Operand x, int from, int n) {
    if (x.layout().isDense()) {
      return foldSpan(op, data(x), x.layout().offset() + from, n);
    }
    F32Source s = new F32Source(x, from, 0);
    double total = op.neutral();
    for (int i = 0, m; i < n; i += m) {
      m = Math.min(CHUNK, n - i);
      total = op.combine(total, foldSpan(op, s.next(m), 0, m));
    }
    return total;
  }

  private double foldSpan(Reduction op, float[] x, int at, int n) {
    F32Sums sums = routines.sums();
    return switch (op) {
      case SUM -> sums.sum(x, at, n);
      case PROD -> sums.prod(x, at, n);
      case MAX -> sums.max(x, at, n);
      case MIN -> sums.min(x, at, n);
    };
  }

  /** Folds the rows of a dense matrix [n, width] into one, a stripe of columns at a time. */
  private void columns(Reduction op, float[] x, int at, int n, int width, float[] out) {
    workers.ranges(
        width,
        CHUNK,
        (from, to) -> {
          for (int j = from, w; j < to; j += w) {
            w = Math.min(CHUNK, to - j);
            if (op == Reduction.SUM) {
              sumColumns(x, at + j, n, width, out, j, w);
            } else {
              foldColumns(op, x, at + j, n, width, out, j, w);
            }
          }
        });
  }

  /** Σ of w columns: some rows in F32, the sums of these in F64. */
  private void sumColumns(float[] x, int at, int n, int width, float[] out, int o, int w) {
    F32Sums sums = routines.sums();
    if (n <= ROWS) {
      sums.addRows(x, at, width, n, out, o, w);
      return;
    }
    double[] total = new double[w];
    for (int r = 0, m; r < n; r += m) {
      m = Math.min(ROWS, n - r);
      sums.addRows(x, at + r * width, width, m, out, o, w);
      F32Totals.add(out, o, total, 0, w);
    }
    F32Totals.round(total, 0, out, o, w);
  }

  private void foldColumns(
      Reduction op, float[] x, int at, int n, int width, float[] out, int o, int w) {
    Binary combine =
        switch (op) {
          case SUM -> Binary.ADD;
          case PROD -> Binary.MUL;
          case MAX -> Binary.MAXIMUM;
          case MIN -> Binary.MINIMUM;
        };
    System.arraycopy(x, at, out, o, w);
    for (int r = 1; r < n; r++) {
      routines.elements().binary(combine, out, o, x, at + r * width, out, o, w);
    }
  }

  void argReduce(ArgReduction op, Operand x, int axis, long[] out) {
    int n = x.shape().dim(axis);
    Operand moved = x.as(x.layout().moveToEnd(axis));
    workers.ranges(
        x.shape().size() / n,
        Math.max(1, Workers.GRAIN / n),
        (from, to) -> {
          for (int r = from; r < to; r++) {
            out[r] = first(op, moved, r * n, n);
          }
        });
  }

  /** Where the first extreme of n elements stands; NaN is extreme. */
  private static int first(ArgReduction op, Operand x, int from, int n) {
    F32Source s = new F32Source(x, from, 0);
    boolean largest = op == ArgReduction.ARGMAX;
    int best = -1;
    float top = 0;
    for (int i = 0, m; i < n; i += m) {
      m = Math.min(CHUNK, n - i);
      float[] a = s.next(m);
      int at = s.at(from + i);
      for (int k = 0; k < m; k++) {
        float v = a[at + k];
        if (Float.isNaN(v)) {
          return i + k;
        }
        if (best < 0 || (largest ? v > top : v < top)) {
          best = i + k;
          top = v;
        }
      }
    }
    return best;
  }
}
