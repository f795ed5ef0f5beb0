package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;
import static io.cotangent.jvm.F32Operands.dense;
import static io.cotangent.jvm.F32Operands.start;

import io.cotangent.op.CrossCorrelation.Geometry;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Convolution and its two gradients as matrix products of the weight, [groups, O/groups, R] with R
 * = C/groups·K, and columns [R, P] of what the kernel sees at each position, image by image. The
 * columns of one image stay in the second-level cache; where they are very many, some positions
 * follow after others.
 */
final class F32Convolution {
  /** Partial sums of a weight's gradient: as many for any number of threads. */
  private static final int PARTS = 8;

  /** Products that are added up in F32 in a weight's gradient, before the sum goes on in F64. */
  private static final int TERMS = 16;

  /** Elements of the columns at a time. */
  private static final int COLUMNS = 1 << 24;

  private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

  private final F32Kernels kernels;
  private final Workers workers;
  private final F32Gemm gemm;

  F32Convolution(F32Kernels kernels, Workers workers, F32Gemm gemm) {
    this.kernels = kernels;
    this.workers = workers;
    this.gemm = gemm;
  }

  /** Lengths of one call: images, channels and outputs a group, rows and columns of the matrix. */
  private record Sizes(int images, int groups, int channels, int outputs, int rows, int positions) {
    static Sizes of(Operand x, int outputs, Geometry g, Space s) {
      int inner = x.shape().dim(1) / g.groups();
      return new Sizes(
          x.shape().dim(0),
          g.groups(),
          inner,
          outputs / g.groups(),
          inner * s.volume(),
          s.positions());
    }

    /** Where the planes of a group of an image begin, in planes. */
    int input(int i) {
      return i * channels;
    }

    /** Where the results of a group of an image begin, in planes. */
    int output(int i) {
      return i * outputs;
    }

    /** Elements of the weight of a group. */
    int weight() {
      return outputs * rows;
    }

    int tasks() {
      return images * groups;
    }

    /** How many positions go into the columns at a time. */
    int stripe() {
      int most = Math.max(1, COLUMNS / Math.max(1, rows));
      int stripes = (int) (((long) positions + most - 1) / most);
      return (positions - 1) / Math.max(1, stripes) + 1;
    }
  }

  private static float[] scratch(int size) {
    float[] c = SCRATCH.get();
    if (c.length < size) {
      c = new float[size];
      SCRATCH.set(c);
    }
    return c;
  }

  private static F32Gemm.Matrix matrix(float[] data, int at, int columns) {
    return new F32Gemm.Matrix(data, at, columns, 1);
  }

  /** Every group of every image; one after another where the products are few and large. */
  private void each(int tasks, IntConsumer body) {
    if (tasks >= workers.count()) {
      workers.each(tasks, body);
    } else {
      for (int i = 0; i < tasks; i++) {
        body.accept(i);
      }
    }
  }

  /** y [N, O, P] from x [N, C, S] and w. */
  void forward(Geometry g, Operand in, Operand weight, Operand out) {
    Space s = Space.of(g, in, weight);
    Sizes z = Sizes.of(in, weight.shape().dim(0), g, s);
    float[] x = dense(in);
    float[] w = dense(weight);
    float[] y = data(out);
    int stripe = z.stripe();
    each(
        z.tasks(),
        i -> {
          F32Gemm.Matrix left = matrix(w, start(weight) + i % z.groups * z.weight(), z.rows);
          int to = z.output(i) * z.positions;
          for (int p = 0, n; p < z.positions; p += n) {
            n = Math.min(stripe, z.positions - p);
            F32Gemm.Matrix right = seen(s, z, x, start(in) + z.input(i) * s.plane(), p, n);
            gemm.multiply(z.outputs, n, z.rows, left, right, y, to + p, z.positions);
          }
        });
  }

  /** x [N, C, S] from g [N, O, P] and w. */
  void inputGrad(Geometry g, Operand cotangent, Operand weight, Operand out) {
    Space s = Space.of(g, out, weight);
    Sizes z = Sizes.of(out, weight.shape().dim(0), g, s);
    float[] y = dense(cotangent);
    float[] w = dense(weight);
    float[] x = data(out);
    int stripe = z.stripe();
    each(
        z.tasks(),
        i -> {
          int wo = start(weight) + i % z.groups * z.weight();
          F32Gemm.Matrix left = matrix(w, wo, z.rows).transposed();
          int from = start(cotangent) + z.output(i) * z.positions;
          int to = z.input(i) * s.plane();
          if (s.isPointwise()) {
            F32Gemm.Matrix right = matrix(y, from, z.positions);
            gemm.multiply(z.rows, z.positions, z.outputs, left, right, x, to, z.positions);
            return;
          }
          int size = z.channels * s.plane();
          boolean few = s.volume() <= F32Totals.FEW;
          double[] total = new double[few ? 0 : size];
          Arrays.fill(x, to, to + size, 0);
          for (int p = 0, n; p < z.positions; p += n) {
            n = Math.min(stripe, z.positions - p);
            float[] c = scratch(z.rows * n);
            F32Gemm.Matrix right = matrix(y, from + p, z.positions);
            gemm.multiply(z.rows, n, z.outputs, left, right, c, 0, n);
            if (few) {
              addColumns(s, c, x, to, z.channels, p, n);
            } else {
              totalColumns(s, c, total, z.channels, p, n);
            }
          }
          if (!few) {
            F32Totals.round(total, 0, x, to, size);
          }
        });
  }

  /** w from x [N, C, S] and g [N, O, P]. */
  void weightGrad(Geometry g, Operand in, Operand cotangent, Operand out) {
    Space s = Space.of(g, in, out);
    Sizes z = Sizes.of(in, out.shape().dim(0), g, s);
    float[] x = dense(in);
    float[] y = dense(cotangent);
    float[] w = data(out);
    int size = z.groups * z.weight();
    int parts = Math.max(1, Math.min(PARTS, z.images));
    float[][] partial = new float[parts][];
    each(
        parts,
        p -> {
          float[] sum = p == 0 ? w : new float[size];
          partial[p] = sum;
          Terms terms = new Terms(sum, size);
          int end = (int) ((long) (p + 1) * z.images / parts);
          for (int i = (int) ((long) p * z.images / parts); i < end; i++) {
            for (int at = 0, n; at < z.positions; at += n) {
              n = Math.min(z.stripe(), z.positions - at);
              float[] into = terms.next();
              for (int group = 0; group < z.groups; group++) {
                int task = i * z.groups + group;
                int from = start(in) + z.input(task) * s.plane();
                int yo = start(cotangent) + z.output(task) * z.positions + at;
                F32Gemm.Matrix right = seen(s, z, x, from, at, n).transposed();
                F32Gemm.Matrix left = matrix(y, yo, z.positions);
                int to = group * z.weight();
                gemm.multiply(z.outputs, z.rows, n, left, right, into, to, z.rows);
              }
            }
          }
          terms.end();
        });
    for (int p = 1; p < parts; p++) {
      kernels.add(w, 0, partial[p], 0, w, 0, size);
    }
  }

  /** A sum of arrays: some terms in F32, the sums of these in F64. */
  private final class Terms {
    private final float[] sum;
    private final int size;
    private float[] term = new float[0];
    private double[] total = new double[0];
    private int count;

    Terms(float[] sum, int size) {
      this.sum = sum;
      this.size = size;
    }

    /** An array for the next term, which overwrites all of it. */
    float[] next() {
      add();
      if (count == TERMS) {
        total = total.length == 0 ? new double[size] : total;
        F32Totals.add(sum, 0, total, 0, size);
        count = 0;
      }
      count++;
      if (count == 1) {
        return sum;
      }
      term = term.length == 0 ? new float[size] : term;
      return term;
    }

    private void add() {
      if (count > 1) {
        kernels.add(sum, 0, term, 0, sum, 0, size);
      }
    }

    /** Puts the sum of all terms into its array. */
    void end() {
      add();
      if (count == 0) {
        Arrays.fill(sum, 0, size, 0);
      } else if (total.length > 0) {
        F32Totals.add(sum, 0, total, 0, size);
        F32Totals.round(total, 0, sum, 0, size);
      }
    }
  }

  /** What the kernel sees at n positions from p on; the planes begin at {@code from}. */
  private static F32Gemm.Matrix seen(Space s, Sizes z, float[] x, int from, int p, int n) {
    if (s.isPointwise()) {
      return matrix(x, from + p, z.positions);
    }
    float[] c = scratch(z.rows * n);
    columns(s, x, from, z.channels, p, n, c);
    return matrix(c, 0, n);
  }

  /** A span of a row of columns: positions along the last axis with the others fixed. */
  private interface Span {
    /**
     * The {@code n} elements of the columns from {@code o} on; those from {@code first} to {@code
     * end} see the input, beginning with the element at {@code x}, the others lie outside.
     */
    void at(int o, int n, int x, int first, int end);
  }

  /**
   * Every span of n positions from {@code start} on: a row for each channel and element of the
   * kernel, a column a position.
   */
  private static void each(Space s, int from, int channels, int start, int n, Span body) {
    int width = s.count()[2];
    int line = start / width;
    int o = 0;
    for (int channel = 0; channel < channels; channel++) {
      int plane = from + channel * s.plane();
      for (int k = 0; k < s.volume(); k++) {
        int k2 = k % s.kernel()[2];
        int k1 = k / s.kernel()[2] % s.kernel()[1];
        int k0 = k / s.kernel()[2] / s.kernel()[1];
        int p0 = line / s.count()[1];
        int p1 = line % s.count()[1];
        int p2 = start % width;
        for (int p = 0, m; p < n; p += m, o += m) {
          m = Math.min(width - p2, n - p);
          int i0 = s.index(0, p0, k0);
          int i1 = s.index(1, p1, k1);
          int first = Math.min(Math.max(s.first(k2) - p2, 0), m);
          int end = i0 < 0 || i1 < 0 ? first : Math.min(Math.max(s.end(k2) - p2, first), m);
          int row = plane + (i0 * s.size()[1] + i1) * s.size()[2];
          body.at(o, m, end > first ? row + s.index(2, p2 + first, k2) : 0, first, end);
          p2 = 0;
          if (++p1 == s.count()[1]) {
            p1 = 0;
            p0++;
          }
        }
      }
    }
  }

  /** What the kernel sees at each position; 0 outside. */
  private static void columns(
      Space s, float[] x, int from, int channels, int start, int n, float[] c) {
    int step = s.stride()[2];
    each(
        s,
        from,
        channels,
        start,
        n,
        (o, m, at, first, end) -> {
          Arrays.fill(c, o, o + first, 0);
          Arrays.fill(c, o + end, o + m, 0);
          if (step == 1) {
            System.arraycopy(x, at, c, o + first, end - first);
          } else {
            for (int p = first, i = at; p < end; p++, i += step) {
              c[o + p] = x[i];
            }
          }
        });
  }

  /** {@link #addColumns} where many elements of the kernel see one of the input. */
  private static void totalColumns(
      Space s, float[] c, double[] total, int channels, int start, int n) {
    int step = s.stride()[2];
    each(
        s,
        0,
        channels,
        start,
        n,
        (o, m, at, first, end) -> {
          for (int p = first, i = at; p < end; p++, i += step) {
            total[i] += c[o + p];
          }
        });
  }

  /** The adjoint of {@link #columns}. */
  private void addColumns(Space s, float[] c, float[] x, int from, int channels, int start, int n) {
    int step = s.stride()[2];
    each(
        s,
        from,
        channels,
        start,
        n,
        (o, m, at, first, end) -> {
          if (step == 1 && end > first) {
            kernels.add(x, at, c, o + first, x, at, end - first);
          } else {
            for (int p = first, i = at; p < end; p++, i += step) {
              x[i] += c[o + p];
            }
          }
        });
  }
}
