package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;

import io.cotangent.Shape;
import io.cotangent.op.Standardize;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;

/** {@link Standardize} and its gradients on F32: functions of the rows along its axes. */
final class F32Norms {
  /** Into so many blocks at most the rows are divided whose sums are added up. */
  private static final int BLOCKS = 64;

  private final F32Kernels kernels;
  private final F32Sums sums;
  private final Workers workers;

  F32Norms(F32Routines routines, Workers workers) {
    this.kernels = routines.elements();
    this.sums = routines.sums();
    this.workers = workers;
  }

  /** A row less its mean, or itself for the root mean square, and 1/√(mean square + ε). */
  private final class Centered {
    private final Standardize op;
    private final float[] memory;
    float[] row;
    int at;
    float scale;

    Centered(Standardize op, int n) {
      this.op = op;
      memory = new float[op.kind() == Standardize.Kind.RMS_NORM ? 0 : n];
      row = memory;
    }

    void of(F32RowReader x, int n) {
      if (op.kind() == Standardize.Kind.RMS_NORM) {
        row = x.row;
        at = x.at;
      } else {
        kernels.shift(x.row, x.at, (float) (sums.sum(x.row, x.at, n) / n), 0, memory, 0, n);
      }
      scale = (float) (1 / Math.sqrt(sums.dot(row, at, row, at, n) / n + op.epsilon()));
    }
  }

  /** What is done to one row of x and its companions. */
  private interface Row {
    void run(Centered x, F32RowReader[] in, float[] o, int oo, int n);
  }

  /**
   * Goes through the rows.
   *
   * @param x which of the inputs is normalized
   */
  private void rows(Standardize op, int x, Operand[] in, Operand out, Row row) {
    Shape shape = in[x].shape();
    int[] axes = op.axes().toArray();
    int n = length(shape, axes);
    if (shape.size() == 0) {
      return;
    }
    Layout target = out.layout().moveToEnd(axes);
    boolean direct = target.isDense();
    workers.ranges(
        shape.size() / n,
        F32Rows.grain(n),
        (from, to) -> {
          F32RowReader[] readers = readers(in, shape, axes, n, from);
          Centered centered = new Centered(op, n);
          Walk write = new Walk(target);
          write.seek(from * n);
          float[] o = direct ? data(out) : new float[n];
          for (int r = from; r < to; r++) {
            for (F32RowReader reader : readers) {
              reader.next();
            }
            centered.of(readers[x], n);
            row.run(centered, readers, o, direct ? r * n : 0, n);
            if (!direct) {
              F32Strided.write(o, 0, data(out), write, n);
            }
          }
        });
  }

  private static int length(Shape shape, int[] axes) {
    int n = 1;
    for (int a : axes) {
      n *= shape.dim(a);
    }
    return n;
  }

  private static F32RowReader[] readers(Operand[] in, Shape shape, int[] axes, int n, int first) {
    F32RowReader[] r = new F32RowReader[in.length];
    for (int i = 0; i < in.length; i++) {
      r[i] = new F32RowReader(in[i], shape, axes, n, first);
    }
    return r;
  }

  /** x̂·w + b. */
  void forward(Standardize op, Operand[] in, Operand out) {
    rows(
        op,
        0,
        in,
        out,
        (x, readers, o, oo, n) -> {
          kernels.scale(x.row, x.at, x.scale, 0, o, oo, n);
          if (readers.length > 1) {
            kernels.mul(o, oo, readers[1].row, readers[1].at, o, oo, n);
          }
          if (readers.length > 2) {
            kernels.add(o, oo, readers[2].row, readers[2].at, o, oo, n);
          }
        });
  }

  /** r·(H − mean(H) − x̂·mean(H·x̂)) with H = G·w. */
  void inputGrad(Standardize op, Operand[] in, Operand out) {
    boolean centers = op.kind() != Standardize.Kind.RMS_NORM;
    rows(
        op,
        1,
        in,
        out,
        (x, readers, o, oo, n) -> {
          float[] h = readers[0].row;
          int ho = readers[0].at;
          if (readers.length > 2) {
            kernels.mul(h, ho, readers[2].row, readers[2].at, o, oo, n);
            h = o;
            ho = oo;
          }
          float mean = centers ? (float) (sums.sum(h, ho, n) / n) : 0;
          double along = sums.dot(h, ho, x.row, x.at, n) / n;
          gradient(h, ho, mean, x, (float) (along * x.scale * x.scale), o, oo, n);
        });
  }

  private static void gradient(
      float[] h, int ho, float mean, Centered x, float along, float[] o, int oo, int n) {
    float[] c = x.row;
    int co = x.at;
    float scale = x.scale;
    for (int i = 0; i < n; i++) {
      o[oo + i] = (h[ho + i] - mean - c[co + i] * along) * scale;
    }
  }

  /** Σ G·x̂ over the axes along which w has length 1, in F64, block by block of rows. */
  void weightGrad(Standardize.WeightGrad op, Operand[] in, Operand out) {
    Shape shape = in[1].shape();
    int[] axes = op.of().axes().toArray();
    int n = length(shape, axes);
    int rows = n == 0 ? 0 : shape.size() / n;
    int size = out.shape().size();
    int block = Math.max(1, (rows + BLOCKS - 1) / BLOCKS);
    double[][] totals = new double[(rows + block - 1) / block][];
    Layout weight = out.shape().dense().expand(shape).moveToEnd(axes);
    workers.ranges(
        totals.length,
        1,
        (from, to) -> {
          for (int b = from; b < to; b++) {
            totals[b] = new double[size];
            int first = b * block;
            F32RowReader[] readers = readers(in, shape, axes, n, first);
            Centered x = new Centered(op.of(), n);
            Walk walk = new Walk(weight);
            walk.seek(first * n);
            for (int r = first; r < Math.min(rows, first + block); r++) {
              readers[0].next();
              readers[1].next();
              x.of(readers[1], n);
              addRow(readers[0], x, walk, totals[b], n);
            }
          }
        });
    double[] sum = new double[size];
    for (double[] t : totals) {
      for (int i = 0; i < size; i++) {
        sum[i] += t[i];
      }
    }
    F32Totals.round(sum, 0, data(out), out.layout().offset(), size);
  }

  /** Adds the products of a row to the elements of w that the walk goes through. */
  private void addRow(F32RowReader g, Centered x, Walk walk, double[] total, int n) {
    for (int done = 0, run; done < n; done += run) {
      run = Math.min(walk.run(), n - done);
      if (walk.step == 0) {
        total[walk.at] += sums.dot(g.row, g.at + done, x.row, x.at + done, run) * x.scale;
      } else {
        for (int i = 0; i < run; i++) {
          total[walk.at + i * walk.step] +=
              (double) g.row[g.at + done + i] * x.row[x.at + done + i] * x.scale;
        }
      }
      walk.advance(run);
    }
  }
}
