package io.cotangent.nd4j;

import static java.util.Objects.requireNonNull;

import io.cotangent.op.CrossCorrelation;
import io.cotangent.op.CrossCorrelation.Geometry;
import io.cotangent.op.Fused;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolutions over one to three axes by ND4J's {@code im2col} and {@code col2im} for all images at
 * once, and OpenBLAS image by image. A volume is a stack of images: a slice of the result is the
 * sum, over the slices of the kernel, of convolutions over two axes. Fewer axes are three, the
 * first of length 1.
 *
 * <p>So x lies as [N, D, C, H, W] here, its columns as [N, D, C, kernel H, W, positions H, W], the
 * weight as [kernel D, O, C/groups, kernel H, W], and the result as [N, positions D, O, positions
 * H, W].
 */
final class Convolutions {
  private static final int[] IMAGES = {0, 2, 1, 3, 4};
  private static final int[] WEIGHTS = {2, 0, 1, 3, 4};

  private final OffHeap memory;

  Convolutions(OffHeap memory) {
    this.memory = memory;
  }

  /** A kernel for what this can do, else null. */
  @Nullable Kernel kernel(Fused op) {
    if (op instanceof CrossCorrelation c && c.geometry().axes() <= 3) {
      return (in, out) -> forward(c.geometry(), in[0], in[1], out[0]);
    } else if (op instanceof CrossCorrelation.InputGrad c && c.geometry().axes() <= 3) {
      return (in, out) -> inputGrad(c.geometry(), in[0], in[1], out[0]);
    } else if (op instanceof CrossCorrelation.WeightGrad c && c.geometry().axes() <= 3) {
      return (in, out) -> weightGrad(c.geometry(), in[0], in[1], out[0]);
    }
    return null;
  }

  /** Lengths of one call, the spatial ones over three axes. */
  private record Sizes(
      int images,
      int channels,
      int outputs,
      int groups,
      int[] size,
      int[] kernel,
      int[] count,
      int[] stride,
      int[] padding,
      int[] dilation) {
    static Sizes of(Geometry g, Operand x, Operand w) {
      int n = g.axes();
      int[] count = new int[n];
      for (int i = 0; i < n; i++) {
        count[i] = g.positions(i, x.shape().dim(2 + i), w.shape().dim(2 + i));
      }
      return new Sizes(
          x.shape().dim(0),
          x.shape().dim(1),
          w.shape().dim(0),
          g.groups(),
          three(Arrays.copyOfRange(x.shape().dims(), 2, 2 + n), 1),
          three(Arrays.copyOfRange(w.shape().dims(), 2, 2 + n), 1),
          three(count, 1),
          three(g.stride().toArray(), 1),
          three(g.padding().toArray(), 0),
          three(g.dilation().toArray(), 1));
    }

    private static int[] three(int[] values, int missing) {
      int[] t = {missing, missing, missing};
      System.arraycopy(values, 0, t, 3 - values.length, values.length);
      return t;
    }

    /** Rows of the matrix of columns of a group: its channels times elements of the kernel. */
    int rows() {
      return channels / groups * kernel[1] * kernel[2];
    }

    /** Columns of that matrix. */
    int places() {
      return count[1] * count[2];
    }

    /** Outputs of a group. */
    int own() {
      return outputs / groups;
    }

    int columnsSize() {
      return images * size[0] * groups * rows() * places();
    }

    long[] columnsShape() {
      return new long[] {images * size[0], channels, kernel[1], kernel[2], count[1], count[2]};
    }

    long[] imageShape() {
      return new long[] {images * size[0], channels, size[1], size[2]};
    }

    /** Whether there is no depth: then one product gives each part of a result. */
    boolean isFlat() {
      return size[0] == 1 && kernel[0] == 1 && count[0] == 1 && padding[0] == 0;
    }

    /** Sees the slices that belong together, group by group. */
    void each(Slices body) {
      for (int i = 0; i < images * count[0] * kernel[0]; i++) {
        int k = i % kernel[0];
        int position = i / kernel[0];
        int depth = position % count[0] * stride[0] - padding[0] + k * dilation[0];
        if (depth >= 0 && depth < size[0]) {
          int image = position / count[0] * size[0] + depth;
          for (int g = 0; g < groups; g++) {
            body.see(
                (image * groups + g) * rows() * places(),
                (k * groups + g) * own() * rows(),
                (position * groups + g) * own() * places());
          }
        }
      }
    }
  }

  /** Sees where the columns [rows, places], weight [own, rows] and result [own, places] begin. */
  private interface Slices {
    void see(int columns, int weight, int result);
  }

  /** An operand in another order of axes if there are three spatial ones. */
  private static Operand reordered(Operand x, int[] order) {
    return x.shape().rank() == 5 ? x.as(x.layout().permute(order)) : x;
  }

  private static Blas.Matrix matrix(Nd4jBuffer b, int at, int rows, int columns) {
    Layout l = Layout.dense(io.cotangent.Shape.of(rows, columns));
    return new Blas.Matrix(b, at, requireNonNull(Blas.Form.of(l)));
  }

  private static void run(String name, INDArray in, INDArray out, int... arguments) {
    DynamicCustomOp op =
        DynamicCustomOp.builder(name)
            .addInputs(in)
            .addOutputs(out)
            .addIntegerArguments(arguments)
            .build();
    Nd4j.getExecutioner().exec(op);
  }

  private Nd4jBuffer columns(Sizes z, Operand x, Dense d) {
    Nd4jBuffer columns = d.temporary(x.dtype(), z.columnsSize());
    run(
        "im2col",
        d.of(reordered(x, IMAGES)).array(z.imageShape()),
        columns.array(z.columnsShape()),
        z.kernel[1],
        z.kernel[2],
        z.stride[1],
        z.stride[2],
        z.padding[1],
        z.padding[2],
        z.dilation[1],
        z.dilation[2],
        0);
    return columns;
  }

  private void forward(Geometry g, Operand x, Operand w, Operand out) {
    Sizes z = Sizes.of(g, x, w);
    if (out.shape().size() == 0 || z.columnsSize() == 0) {
      ElementLoops.fill(out, 0);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer columns = columns(z, x, d);
      Nd4jBuffer weight = d.of(reordered(w, WEIGHTS));
      Nd4jBuffer result = d.result(reordered(out, IMAGES));
      int keep = cleared(z, result);
      z.each(
          (c, k, r) ->
              Blas.multiply(
                  z.own(),
                  z.places(),
                  z.rows(),
                  matrix(weight, k, z.own(), z.rows()),
                  matrix(columns, c, z.rows(), z.places()),
                  keep,
                  result,
                  r));
    }
  }

  /** Clears what products will be added to; how much of it to keep, 0 where one overwrites it. */
  private static int cleared(Sizes z, Nd4jBuffer sums) {
    if (z.isFlat()) {
      return 0;
    }
    sums.array().assign(0);
    return 1;
  }

  private void inputGrad(Geometry g, Operand cotangent, Operand w, Operand out) {
    Sizes z = Sizes.of(g, out, w);
    if (cotangent.shape().size() == 0 || z.columnsSize() == 0) {
      ElementLoops.fill(out, 0);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer columns = d.temporary(out.dtype(), z.columnsSize());
      Nd4jBuffer weight = d.of(reordered(w, WEIGHTS));
      Nd4jBuffer given = d.of(reordered(cotangent, IMAGES));
      int keep = cleared(z, columns);
      z.each(
          (c, k, r) ->
              Blas.multiply(
                  z.rows(),
                  z.places(),
                  z.own(),
                  matrix(weight, k, z.own(), z.rows()).transposed(),
                  matrix(given, r, z.own(), z.places()),
                  keep,
                  columns,
                  c));
      run(
          "col2im",
          columns.array(z.columnsShape()),
          d.result(reordered(out, IMAGES)).array(z.imageShape()),
          z.stride[1],
          z.stride[2],
          z.padding[1],
          z.padding[2],
          z.size[1],
          z.size[2],
          z.dilation[1],
          z.dilation[2],
          0);
    }
  }

  private void weightGrad(Geometry g, Operand x, Operand cotangent, Operand out) {
    Sizes z = Sizes.of(g, x, out);
    if (cotangent.shape().size() == 0 || z.columnsSize() == 0) {
      ElementLoops.fill(out, 0);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer columns = columns(z, x, d);
      Nd4jBuffer given = d.of(reordered(cotangent, IMAGES));
      Nd4jBuffer result = d.result(reordered(out, WEIGHTS));
      result.array().assign(0);
      z.each(
          (c, k, r) ->
              Blas.multiply(
                  z.own(),
                  z.rows(),
                  z.places(),
                  matrix(given, r, z.own(), z.places()),
                  matrix(columns, c, z.rows(), z.places()).transposed(),
                  1,
                  result,
                  k));
    }
  }
}
