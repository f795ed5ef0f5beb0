package io.cotangent.jvm;

import io.cotangent.op.Binary;
import io.cotangent.op.CrossCorrelation.Geometry;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Convolution and its two gradients as matrix products of the weight, [groups, O/groups, R] with R
 * = C/groups·K, and columns [R, P] of what the kernel sees at each position, image by image. The
 * columns of one image stay in the second-level cache.
 */
final class F32Convolution {
  /** Partial sums of a weight's gradient: as many for any number of threads. */
  private static final int PARTS = 8;

  private static final ThreadLocal<float[]> COLUMNS = ThreadLocal.withInitial(() -> new float[0]);

  private final F32Kernels kernels;
  private final Workers workers;
  private final F32Gemm gemm;

  F32Convolution(F32Kernels kernels, Workers workers, F32Gemm gemm) {
    this.kernels = kernels;
    this.workers = workers;
    this.gemm = gemm;
  }

  /** Lengths of one call: images, channels and outputs a group, rows and columns of the matrix. */
  private record Sizes(int images, int groups, int channels, int outputs, int rows, int places) {
    static Sizes of(int images, int channels, int outputs, Geometry g, Space s) {
      int inner = channels / g.groups();
      return new Sizes(
          images, g.groups(), inner, outputs / g.groups(), inner * s.volume(), s.positions());
    }

    /** Where the planes of a group of an image begin, in planes. */
    int input(int i) {
      return i * channels;
    }

    /** Where the results of a group of an image begin, in planes. */
    int output(int i) {
      return i * outputs;
    }

    int tasks() {
      return images * groups;
    }
  }

  private static float[] scratch(int size) {
    float[] c = COLUMNS.get();
    if (c.length < size) {
      c = new float[size];
      COLUMNS.set(c);
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

  /** y [N, O, P] from x [N, C, S] and w, dense from their offsets on. */
  void forward(Geometry g, Space s, int[] sizes, float[] x, int xo, float[] w, int wo, float[] y) {
    Sizes z = Sizes.of(sizes[0], sizes[1], sizes[2], g, s);
    int matrixSize = z.outputs * z.rows;
    each(
        z.tasks(),
        i -> {
          int from = xo + z.input(i) * s.plane();
          F32Gemm.Matrix columns;
          if (s.isPointwise()) {
            columns = matrix(x, from, z.places);
          } else {
            float[] c = scratch(z.rows * z.places);
            columns(s, x, from, z.channels, c);
            columns = matrix(c, 0, z.places);
          }
          F32Gemm.Matrix weight = matrix(w, wo + i % z.groups * matrixSize, z.rows);
          int to = z.output(i) * z.places;
          gemm.multiply(z.outputs, z.places, z.rows, weight, columns, y, to, z.places);
        });
  }

  /** x [N, C, S] from g [N, O, P] and w. */
  void inputGrad(
      Geometry g, Space s, int[] sizes, float[] y, int yo, float[] w, int wo, float[] x) {
    Sizes z = Sizes.of(sizes[0], sizes[1], sizes[2], g, s);
    int matrixSize = z.outputs * z.rows;
    each(
        z.tasks(),
        i -> {
          F32Gemm.Matrix weight = matrix(w, wo + i % z.groups * matrixSize, z.rows).transposed();
          F32Gemm.Matrix cotangent = matrix(y, yo + z.output(i) * z.places, z.places);
          int to = z.input(i) * s.plane();
          if (s.isPointwise()) {
            gemm.multiply(z.rows, z.places, z.outputs, weight, cotangent, x, to, z.places);
            return;
          }
          float[] c = scratch(z.rows * z.places);
          gemm.multiply(z.rows, z.places, z.outputs, weight, cotangent, c, 0, z.places);
          Arrays.fill(x, to, to + z.channels * s.plane(), 0);
          addColumns(s, c, x, to, z.channels);
        });
  }

  /** w from x [N, C, S] and g [N, O, P]. */
  void weightGrad(
      Geometry g, Space s, int[] sizes, float[] x, int xo, float[] y, int yo, float[] w) {
    Sizes z = Sizes.of(sizes[0], sizes[1], sizes[2], g, s);
    int total = z.groups * z.outputs * z.rows;
    int parts = Math.max(1, Math.min(PARTS, z.images));
    float[][] partial = new float[parts][];
    each(
        parts,
        p -> {
          float[] sum = p == 0 ? w : new float[total];
          Arrays.fill(sum, 0, total, 0);
          partial[p] = sum;
          float[] one = new float[z.outputs * z.rows];
          int end = (int) ((long) (p + 1) * z.images / parts) * z.groups;
          for (int i = (int) ((long) p * z.images / parts) * z.groups; i < end; i++) {
            addWeightGrad(s, z, i, x, xo, y, yo, one, sum);
          }
        });
    for (int p = 1; p < parts; p++) {
      kernels.binary(Binary.ADD, w, 0, partial[p], 0, w, 0, total);
    }
  }

  private void addWeightGrad(
      Space s, Sizes z, int i, float[] x, int xo, float[] y, int yo, float[] one, float[] sum) {
    int from = xo + z.input(i) * s.plane();
    F32Gemm.Matrix columns;
    if (s.isPointwise()) {
      columns = matrix(x, from, z.places);
    } else {
      float[] c = scratch(z.rows * z.places);
      columns(s, x, from, z.channels, c);
      columns = matrix(c, 0, z.places);
    }
    F32Gemm.Matrix cotangent = matrix(y, yo + z.output(i) * z.places, z.places);
    gemm.multiply(z.outputs, z.rows, z.places, cotangent, columns.transposed(), one, 0, z.rows);
    int to = i % z.groups * one.length;
    kernels.binary(Binary.ADD, sum, to, one, 0, sum, to, one.length);
  }

  /** A stretch of a row of columns: positions along the last axis with the others fixed. */
  private interface Stretch {
    /**
     * The stretch from element {@code o} of the columns on; positions from {@code first} to {@code
     * end} see the input, beginning with the element at {@code x}, the others lie outside.
     */
    void at(int o, int x, int first, int end);
  }

  /** Every stretch: a row for each channel and element of the kernel, a column a position. */
  private static void each(Space s, int from, int channels, Stretch body) {
    int width = s.count()[2];
    int o = 0;
    for (int channel = 0; channel < channels; channel++) {
      int plane = from + channel * s.plane();
      for (int k = 0; k < s.volume(); k++) {
        int k2 = k % s.kernel()[2];
        int k1 = k / s.kernel()[2] % s.kernel()[1];
        int k0 = k / s.kernel()[2] / s.kernel()[1];
        int first = s.first(k2);
        int end = Math.max(s.end(k2), first);
        for (int p0 = 0; p0 < s.count()[0]; p0++) {
          int i0 = s.index(0, p0, k0);
          for (int p1 = 0; p1 < s.count()[1]; p1++, o += width) {
            int i1 = s.index(1, p1, k1);
            boolean inside = i0 >= 0 && i0 < s.size()[0] && i1 >= 0 && i1 < s.size()[1];
            int row = plane + (i0 * s.size()[1] + i1) * s.size()[2] + s.index(2, 0, k2);
            body.at(o, row + first * s.stride()[2], first, inside ? end : first);
          }
        }
      }
    }
  }

  /** What the kernel sees at each position; 0 outside. */
  private static void columns(Space s, float[] x, int from, int channels, float[] c) {
    int width = s.count()[2];
    int step = s.stride()[2];
    each(
        s,
        from,
        channels,
        (o, at, first, end) -> {
          Arrays.fill(c, o, o + first, 0);
          Arrays.fill(c, o + end, o + width, 0);
          if (step == 1) {
            System.arraycopy(x, end > first ? at : 0, c, o + first, end - first);
          } else {
            for (int p = first, i = at; p < end; p++, i += step) {
              c[o + p] = x[i];
            }
          }
        });
  }

  /** The adjoint of {@link #columns}. */
  private void addColumns(Space s, float[] c, float[] x, int from, int channels) {
    int step = s.stride()[2];
    each(
        s,
        from,
        channels,
        (o, at, first, end) -> {
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
