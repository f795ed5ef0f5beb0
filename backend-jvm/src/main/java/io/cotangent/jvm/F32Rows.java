package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;
import static io.cotangent.jvm.F32Operands.dense;
import static io.cotangent.jvm.F32Operands.moved;
import static io.cotangent.jvm.F32Operands.start;

import io.cotangent.Shape;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;

/** Softmax and its kin on F32: functions of the rows along an axis. */
final class F32Rows {
  private final F32Kernels kernels;
  private final F32Sums sums;
  private final Workers workers;

  F32Rows(F32Routines routines, Workers workers) {
    this.kernels = routines.elements();
    this.sums = routines.sums();
    this.workers = workers;
  }

  /**
   * What a kernel does to one row: reads {@code n} elements of each input row and writes an output
   * row.
   */
  private interface Row {
    void run(int row, float[] x, int xo, float[] o, int oo);
  }

  /** Rows of n elements that a task computes. */
  static int grain(int n) {
    return Math.max(1, Workers.GRAIN / 4 / Math.max(1, n));
  }

  /**
   * Applies a row kernel along an axis: directly where the axis is last and dense, else through
   * copies of the rows.
   */
  private void rows(int axis, Operand x, Operand out, Row row) {
    int n = x.shape().dim(axis);
    int count = x.shape().size() / Math.max(n, 1);
    if (n == 0 || count == 0) {
      return;
    }
    boolean direct = axis == x.shape().rank() - 1 && x.layout().isDense();
    workers.ranges(
        count,
        grain(n),
        (from, to) -> {
          if (direct) {
            for (int r = from; r < to; r++) {
              row.run(r, data(x), x.layout().offset() + r * n, data(out), r * n);
            }
            return;
          }
          Walk read = new Walk(x.layout().moveToEnd(axis));
          Walk write = new Walk(out.layout().moveToEnd(axis));
          read.seek(from * n);
          write.seek(from * n);
          float[] a = new float[n];
          float[] b = new float[n];
          for (int r = from; r < to; r++) {
            F32Strided.read(data(x), read, a, 0, n);
            row.run(r, a, 0, b, 0);
            F32Strided.write(b, 0, data(out), write, n);
          }
        });
  }

  /** eˣ⁻ᵐ/Σ eˣ⁻ᵐ with m = max x, or (x − m) − log Σ eˣ⁻ᵐ. */
  void softmax(int axis, boolean log, Operand x, Operand out) {
    int n = x.shape().dim(axis);
    rows(
        axis,
        x,
        out,
        (r, a, ao, o, oo) -> {
          float m = sums.max(a, ao, n);
          double total = sums.expSum(a, ao, m, o, oo, n);
          if (log) {
            kernels.shift(a, ao, m, (float) F64Math.log(total), o, oo, n);
          } else {
            kernels.scale(o, oo, (float) (1 / total), 0, o, oo, n);
          }
        });
  }

  /** y·(g − Σ g·y), or g − eʸ·Σ g. */
  void softmaxGrad(int axis, boolean log, Operand g, Operand y, Operand out) {
    int n = y.shape().dim(axis);
    boolean direct = axis == y.shape().rank() - 1 && y.layout().isDense();
    float[] ys = direct ? data(y) : moved(y, axis);
    int yo = direct ? y.layout().offset() : 0;
    rows(
        axis,
        g,
        out,
        (r, a, ao, o, oo) -> {
          int at = yo + r * n;
          if (log) {
            float total = (float) sums.sum(a, ao, n);
            kernels.exp(ys, at, o, oo, n);
            for (int i = 0; i < n; i++) {
              o[oo + i] = a[ao + i] - o[oo + i] * total;
            }
          } else {
            float inner = (float) sums.dot(a, ao, ys, at, n);
            for (int i = 0; i < n; i++) {
              o[oo + i] = ys[at + i] * (a[ao + i] - inner);
            }
          }
        });
  }

  /** log Σ eˣ⁻ᵐ + (m − x_c) of each row x and its class c. */
  void crossEntropy(Operand x, long[] classes, Operand out) {
    int n = x.shape().dim(1);
    float[] xs = dense(x);
    int xo = start(x);
    workers.ranges(
        x.shape().dim(0),
        grain(n),
        (from, to) -> {
          float[] e = new float[n];
          for (int r = from; r < to; r++) {
            int at = xo + r * n;
            int c = Shape.index("crossEntropy: class", classes[r], n, false);
            float m = sums.max(xs, at, n);
            double total = sums.expSum(xs, at, m, e, 0, n);
            data(out)[r] = (float) (F64Math.log(total) + ((double) m - xs[at + c]));
          }
        });
  }

  /** g·(softmax(x) − 1 at the class) of each row. */
  void crossEntropyGrad(Operand x, long[] classes, Operand g, Operand out) {
    int n = x.shape().dim(1);
    float[] xs = dense(x);
    int xo = start(x);
    float[] gs = dense(g);
    int go = start(g);
    workers.ranges(
        x.shape().dim(0),
        grain(n),
        (from, to) -> {
          float[] o = data(out);
          for (int r = from; r < to; r++) {
            int at = xo + r * n;
            float m = sums.max(xs, at, n);
            double total = sums.expSum(xs, at, m, o, r * n, n);
            kernels.scale(o, r * n, (float) (gs[go + r] / total), 0, o, r * n, n);
            o[r * n + (int) classes[r]] -= gs[go + r];
          }
        });
  }
}
