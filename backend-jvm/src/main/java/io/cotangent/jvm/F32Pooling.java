package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;
import static io.cotangent.jvm.F32Operands.dense;
import static io.cotangent.jvm.F32Operands.start;

import io.cotangent.op.PlaneWindows;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Pools over planes, one plane after another; what lies outside of a plane is passed over. */
final class F32Pooling {
  private final Workers workers;

  F32Pooling(Workers workers) {
    this.workers = workers;
  }

  /** Runs a body for every plane; a task takes as many as are worth it. */
  private void planes(int count, Space s, IntConsumer body) {
    long work = (long) s.positions() * s.volume() + s.plane();
    workers.ranges(
        count,
        (int) Math.max(1, Workers.GRAIN / 4 / Math.max(1, work)),
        (from, to) -> {
          for (int l = from; l < to; l++) {
            body.accept(l);
          }
        });
  }

  /** Flat positions of the first largest elements. */
  void maxPositions(PlaneWindows w, Operand in, Operand positions) {
    Space s = Space.of(w, in);
    float[] x = dense(in);
    long[] out = ((Buffers.I64) positions.buffer()).data();
    planes(
        in.shape().dim(0),
        s,
        l -> {
          int from = start(in) + l * s.plane();
          int o = l * s.positions();
          for (int p0 = 0; p0 < s.count()[0]; p0++) {
            for (int p1 = 0; p1 < s.count()[1]; p1++) {
              for (int p2 = 0; p2 < s.count()[2]; p2++) {
                out[o++] = largest(s, x, from, p0, p1, p2);
              }
            }
          }
        });
  }

  private static int largest(Space s, float[] x, int from, int p0, int p1, int p2) {
    int best = -1;
    float top = 0;
    for (int k0 = 0; k0 < s.kernel()[0]; k0++) {
      int i0 = s.index(0, p0, k0);
      for (int k1 = 0; k1 < s.kernel()[1]; k1++) {
        int i1 = s.index(1, p1, k1);
        if (i0 < 0 || i1 < 0) {
          continue;
        }
        int row = (i0 * s.size()[1] + i1) * s.size()[2];
        for (int k2 = 0; k2 < s.kernel()[2]; k2++) {
          int i2 = s.index(2, p2, k2);
          if (i2 >= 0) {
            float v = x[from + row + i2];
            if (best < 0 || v > top || (Float.isNaN(v) && !Float.isNaN(top))) {
              best = row + i2;
              top = v;
            }
          }
        }
      }
    }
    return Math.max(best, 0);
  }

  /** Sums of windows. */
  void sums(PlaneWindows w, Operand in, Operand result) {
    Space s = Space.of(w, in);
    float[] x = dense(in);
    float[] out = data(result);
    planes(
        in.shape().dim(0),
        s,
        l -> {
          int from = start(in) + l * s.plane();
          int o = l * s.positions();
          for (int p0 = 0; p0 < s.count()[0]; p0++) {
            for (int p1 = 0; p1 < s.count()[1]; p1++) {
              for (int p2 = 0; p2 < s.count()[2]; p2++) {
                out[o++] = (float) sum(s, x, from, p0, p1, p2);
              }
            }
          }
        });
  }

  private static double sum(Space s, float[] x, int from, int p0, int p1, int p2) {
    double total = 0;
    for (int k0 = 0; k0 < s.kernel()[0]; k0++) {
      int i0 = s.index(0, p0, k0);
      for (int k1 = 0; k1 < s.kernel()[1]; k1++) {
        int i1 = s.index(1, p1, k1);
        if (i0 < 0 || i1 < 0) {
          continue;
        }
        int row = from + (i0 * s.size()[1] + i1) * s.size()[2];
        for (int k2 = 0; k2 < s.kernel()[2]; k2++) {
          int i2 = s.index(2, p2, k2);
          if (i2 >= 0) {
            total += x[row + i2];
          }
        }
      }
    }
    return total;
  }

  /** The adjoint of {@link #sums}: every element of a window gets its cotangent. */
  void spread(PlaneWindows w, Operand cotangent, Operand result) {
    Space s = Space.of(w, result);
    float[] g = dense(cotangent);
    float[] x = data(result);
    boolean few = s.volume() <= F32Totals.FEW;
    planes(
        cotangent.shape().dim(0),
        s,
        l -> {
          int to = l * s.plane();
          int at = start(cotangent) + l * s.positions();
          double[] total = new double[few ? 0 : s.plane()];
          Arrays.fill(x, to, to + s.plane(), 0);
          for (int p0 = 0; p0 < s.count()[0]; p0++) {
            for (int p1 = 0; p1 < s.count()[1]; p1++) {
              for (int p2 = 0; p2 < s.count()[2]; p2++) {
                if (few) {
                  add(s, g[at++], x, to, p0, p1, p2);
                } else {
                  add(s, g[at++], total, p0, p1, p2);
                }
              }
            }
          }
          if (!few) {
            F32Totals.round(total, 0, x, to, s.plane());
          }
        });
  }

  private static void add(Space s, float g, double[] total, int p0, int p1, int p2) {
    for (int k0 = 0; k0 < s.kernel()[0]; k0++) {
      int i0 = s.index(0, p0, k0);
      for (int k1 = 0; k1 < s.kernel()[1]; k1++) {
        int i1 = s.index(1, p1, k1);
        if (i0 < 0 || i1 < 0) {
          continue;
        }
        int row = (i0 * s.size()[1] + i1) * s.size()[2];
        for (int k2 = 0; k2 < s.kernel()[2]; k2++) {
          int i2 = s.index(2, p2, k2);
          if (i2 >= 0) {
            total[row + i2] += g;
          }
        }
      }
    }
  }

  private static void add(Space s, float g, float[] x, int to, int p0, int p1, int p2) {
    for (int k0 = 0; k0 < s.kernel()[0]; k0++) {
      int i0 = s.index(0, p0, k0);
      for (int k1 = 0; k1 < s.kernel()[1]; k1++) {
        int i1 = s.index(1, p1, k1);
        if (i0 < 0 || i1 < 0) {
          continue;
        }
        int row = to + (i0 * s.size()[1] + i1) * s.size()[2];
        for (int k2 = 0; k2 < s.kernel()[2]; k2++) {
          int i2 = s.index(2, p2, k2);
          if (i2 >= 0) {
            x[row + i2] += g;
          }
        }
      }
    }
  }
}
