package io.cotangent.nd4j;

import io.cotangent.Shape;
import io.cotangent.op.Fused;
import io.cotangent.op.PlaneWindows;
import io.cotangent.spi.Elements;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pools by loops over ND4J's memory: its own knows no uneven ends, and its positions of maxima are
 * those of another layout.
 */
final class Pools {
  private final OffHeap memory;

  Pools(OffHeap memory) {
    this.memory = memory;
  }

  /** A kernel for a pool, else null. */
  @Nullable Kernel kernel(Fused op) {
    if (op instanceof PlaneWindows.ArgMax p) {
      return (in, out) -> maxPositions(p.windows(), in[0], out[0]);
    } else if (op instanceof PlaneWindows.Sum p) {
      return (in, out) -> sums(p.windows(), in[0], out[0]);
    } else if (op instanceof PlaneWindows.SumGrad p) {
      return (in, out) -> spread(p.windows(), in[0], out[0]);
    }
    return null;
  }

  /** Sees the element of a plane at index {@code at} that a window has. */
  private interface Visitor {
    void see(int at);
  }

  /** All elements of the window at a position that lie in the plane, in order. */
  private static void window(PlaneWindows w, int[] size, int[] position, Visitor body) {
    int n = w.axes();
    int[] k = new int[n];
    boolean more = true;
    while (more) {
      int at = 0;
      boolean inside = true;
      for (int a = 0; a < n; a++) {
        int i = w.index(a, position[a], k[a]);
        inside &= i >= 0 && i < size[a];
        at = at * size[a] + i;
      }
      if (inside) {
        body.see(at);
      }
      more = next(k, w.kernel().dims());
    }
  }

  /** Goes on to the next index in row-major order; false after the last. */
  private static boolean next(int[] index, int[] lengths) {
    int d = index.length - 1;
    while (d >= 0 && ++index[d] == lengths[d]) {
      index[d--] = 0;
    }
    return d >= 0;
  }

  /** Sees a position of the window: where its result stands, where its plane begins. */
  private interface Position {
    void see(int result, int plane, int[] position);
  }

  private static void each(PlaneWindows w, int planes, int[] size, Position body) {
    int plane = Shape.of(size).size();
    int result = 0;
    for (int l = 0; l < planes; l++) {
      int[] position = new int[w.axes()];
      boolean more = w.count().size() > 0;
      while (more) {
        body.see(result++, l * plane, position);
        more = next(position, w.count().dims());
      }
    }
  }

  private static int[] planeOf(Operand x) {
    int[] d = x.shape().dims();
    return Arrays.copyOfRange(d, 1, d.length);
  }

  private void maxPositions(PlaneWindows w, Operand x, Operand out) {
    int[] size = planeOf(x);
    Elements z = (Elements) out.buffer();
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer e = d.of(x);
      int[] best = new int[1];
      each(
          w,
          x.shape().dim(0),
          size,
          (result, plane, position) -> {
            best[0] = -1;
            window(
                w,
                size,
                position,
                at -> {
                  double v = e.getDouble(plane + at);
                  double top = best[0] < 0 ? 0 : e.getDouble(plane + best[0]);
                  if (best[0] < 0 || v > top || (Double.isNaN(v) && !Double.isNaN(top))) {
                    best[0] = at;
                  }
                });
            z.setLong(result, Math.max(best[0], 0));
          });
    }
  }

  private void sums(PlaneWindows w, Operand x, Operand out) {
    int[] size = planeOf(x);
    Elements z = (Elements) out.buffer();
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer e = d.of(x);
      double[] total = new double[1];
      each(
          w,
          x.shape().dim(0),
          size,
          (result, plane, position) -> {
            total[0] = 0;
            window(w, size, position, at -> total[0] += e.getDouble(plane + at));
            z.setDouble(result, total[0]);
          });
    }
  }

  private void spread(PlaneWindows w, Operand g, Operand out) {
    int[] size = planeOf(out);
    int length = Shape.of(size).size();
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer e = d.of(g);
      Nd4jBuffer z = d.result(out);
      double[] sum = new double[length];
      int count = w.count().size();
      for (int l = 0; l < g.shape().dim(0); l++) {
        Arrays.fill(sum, 0);
        int first = l * count;
        each(
            w,
            1,
            size,
            (result, plane, position) -> {
              double v = e.getDouble(first + result);
              window(w, size, position, at -> sum[at] += v);
            });
        z.write(sum, l * length, 1, length);
      }
    }
  }
}
