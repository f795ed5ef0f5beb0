package io.cotangent.nd4j;

import io.cotangent.DType;
import io.cotangent.op.Reduction;
import io.cotangent.spi.Operand;
import java.util.Arrays;

/**
 * Reductions of floating-point numbers in F64, in an order that only the shape decides: lanes in
 * blocks, blocks in segments, and the segments' results again in the same way. So a sum of n
 * numbers takes every one through some hundred additions at most, and the error of n additions one
 * after another never builds up.
 */
final class Sums {
  /** Elements that go through lanes before they are folded. */
  private static final int BLOCK = 512;

  /** Rows that are folded into one before it is added. */
  private static final int ROWS = 64;

  /** Columns that are folded at a time. */
  private static final int WIDTH = 512;

  /** Elements of a segment, which is a task's. */
  private static final int SEGMENT = 1 << 16;

  private final OffHeap memory;
  private final Tasks tasks;

  Sums(OffHeap memory, Tasks tasks) {
    this.memory = memory;
    this.tasks = tasks;
  }

  /** Folds axes (ascending) of a tensor that is not empty. */
  void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer in = d.of(x);
      int[] dims = x.shape().dims();
      int end = axes.length;
      while (end > 0) {
        int begin = end - 1; // neighbouring axes are one
        while (begin > 0 && axes[begin - 1] == axes[begin] - 1) {
          begin--;
        }
        int outer = product(dims, 0, axes[begin]);
        int n = product(dims, axes[begin], axes[end - 1] + 1);
        int inner = product(dims, axes[end - 1] + 1, dims.length);
        Arrays.fill(dims, axes[begin], axes[end - 1] + 1, 1);
        in = fold(op, in, outer, n, inner, d);
        end = begin;
      }
      Moves.spread(in, out.as(out.shape().dense()));
    }
  }

  private static int product(int[] dims, int from, int to) {
    int p = 1;
    for (int i = from; i < to; i++) {
      p *= dims[i];
    }
    return p;
  }

  /** [outer, n, inner] to [outer, inner], in F64. */
  private Nd4jBuffer fold(Reduction op, Nd4jBuffer x, int outer, int n, int inner, Dense d) {
    int rows = Math.max(ROWS, SEGMENT / inner); // of a segment
    int segments = (int) (((long) n + rows - 1) / rows);
    int strips = inner == 1 ? 1 : (inner + WIDTH - 1) / WIDTH;
    int perTask =
        Math.max(1, (int) (SEGMENT / ((long) Math.min(n, rows) * Math.min(inner, WIDTH))));
    Nd4jBuffer partial = d.temporary(DType.F64, outer * segments * inner);
    tasks.spans(
        outer * segments * strips,
        perTask,
        (from, count) -> {
          double[] scratch = new double[inner == 1 ? BLOCK : 3 * WIDTH];
          for (int i = from; i < from + count; i++) {
            int strip = i % strips * WIDTH;
            int segment = i / strips % segments;
            int o = i / strips / segments;
            int first = segment * rows;
            int at = (o * n + first) * inner;
            int to = (o * segments + segment) * inner;
            int length = Math.min(rows, n - first);
            if (inner == 1) {
              partial.setDouble(to, row(op, x, at, length, scratch));
            } else {
              int width = Math.min(WIDTH, inner - strip);
              columns(op, x, at + strip, length, inner, width, partial, to + strip);
            }
          }
        });
    return segments == 1 ? partial : fold(op, partial, outer, segments, inner, d);
  }

  /** Folds neighbours. */
  private static double row(Reduction op, Nd4jBuffer x, int at, int n, double[] block) {
    Total sum = new Total();
    double total = op.neutral();
    for (int done = 0; done < n; done += BLOCK) {
      int m = Math.min(BLOCK, n - done);
      x.read(at + done, 1, block, m);
      switch (op) {
        case SUM -> sum.add(block, m);
        case MAX -> total = max(total, block, m);
        case MIN -> total = min(total, block, m);
        case PROD -> total = product(total, block, m);
      }
    }
    return op == Reduction.SUM ? sum.get() : total;
  }

  static double max(double start, double[] x, int n) {
    double top = start;
    for (int i = 0; i < n; i++) {
      top = Math.max(top, x[i]);
    }
    return top;
  }

  private static double min(double start, double[] x, int n) {
    double least = start;
    for (int i = 0; i < n; i++) {
      least = Math.min(least, x[i]);
    }
    return least;
  }

  private static double product(double start, double[] x, int n) {
    double p = start;
    for (int i = 0; i < n; i++) {
      p *= x[i];
    }
    return p;
  }

  /** Folds the rows of a strip. */
  private static void columns(
      Reduction op, Nd4jBuffer x, int at, int n, int stride, int width, Nd4jBuffer out, int to) {
    double[] total = new double[width];
    double[] block = new double[width];
    double[] row = new double[width];
    Arrays.fill(total, op.neutral());
    for (int done = 0; done < n; done += ROWS) {
      Arrays.fill(block, op.neutral());
      for (int r = done; r < Math.min(n, done + ROWS); r++) {
        x.read(at + r * stride, 1, row, width);
        combine(op, block, row, width);
      }
      combine(op, total, block, width);
    }
    out.write(total, to, 1, width);
  }

  private static void combine(Reduction op, double[] a, double[] b, int n) {
    if (op == Reduction.SUM) {
      for (int i = 0; i < n; i++) {
        a[i] += b[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        a[i] = op.combine(a[i], b[i]);
      }
    }
  }
}
