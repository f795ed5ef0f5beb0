package io.cotangent.nd4j;

import static java.util.Objects.requireNonNull;

import io.cotangent.op.Convolution;
import io.cotangent.op.Convolution.Geometry;
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
 * Convolutions over one or two axes by ND4J's {@code im2col} and {@code col2im} for all images at
 * once, and OpenBLAS image by image. One axis is two, the first of length 1.
 */
final class Convolutions {
  private final OffHeap memory;

  Convolutions(OffHeap memory) {
    this.memory = memory;
  }

  /** A kernel for what this can do, else null. */
  @Nullable Kernel kernel(Fused op) {
    if (op instanceof Convolution c && c.geometry().axes() <= 2) {
      return (in, out) -> forward(c.geometry(), in[0], in[1], out[0]);
    } else if (op instanceof Convolution.InputGrad c && c.geometry().axes() <= 2) {
      return (in, out) -> inputGrad(c.geometry(), in[0], in[1], out[0]);
    } else if (op instanceof Convolution.WeightGrad c && c.geometry().axes() <= 2) {
      return (in, out) -> weightGrad(c.geometry(), in[0], in[1], out[0]);
    }
    return null;
  }

  /**
   * Lengths of one call.
   *
   * @param rows of the columns' matrix of a group: channels a group times elements of the kernel
   * @param places columns of that matrix
   */
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
      int[] size = two(Arrays.copyOfRange(x.shape().dims(), 2, 2 + n), 1);
      int[] kernel = two(Arrays.copyOfRange(w.shape().dims(), 2, 2 + n), 1);
      int[] count = new int[n];
      for (int i = 0; i < n; i++) {
        count[i] = g.positions(i, x.shape().dim(2 + i), w.shape().dim(2 + i));
      }
      return new Sizes(
          x.shape().dim(0),
          x.shape().dim(1),
          w.shape().dim(0),
          g.groups(),
          size,
          kernel,
          two(count, 1),
          two(g.stride(), 1),
          two(g.padding(), 0),
          two(g.dilation(), 1));
    }

    private static int[] two(int[] values, int missing) {
      return values.length == 2 ? values : new int[] {missing, values[0]};
    }

    int rows() {
      return channels / groups * kernel[0] * kernel[1];
    }

    int places() {
      return count[0] * count[1];
    }

    /** Outputs of a group. */
    int own() {
      return outputs / groups;
    }

    int columnsSize() {
      return images * groups * rows() * places();
    }

    long[] columnsShape() {
      return new long[] {images, channels, kernel[0], kernel[1], count[0], count[1]};
    }

    long[] imageShape() {
      return new long[] {images, channels, size[0], size[1]};
    }
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
        d.of(x).array(z.imageShape()),
        columns.array(z.columnsShape()),
        z.kernel[0],
        z.kernel[1],
        z.stride[0],
        z.stride[1],
        z.padding[0],
        z.padding[1],
        z.dilation[0],
        z.dilation[1],
        0);
    return columns;
  }

  private void forward(Geometry g, Operand x, Operand w, Operand out) {
    Sizes z = Sizes.of(g, x, w);
    if (out.shape().size() == 0 || z.rows() == 0) {
      ElementLoops.fill(out, 0);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer columns = columns(z, x, d);
      Nd4jBuffer weight = d.of(w);
      for (int i = 0; i < z.images * z.groups; i++) {
        Blas.multiply(
            z.own(),
            z.places(),
            z.rows(),
            matrix(weight, i % z.groups * z.own() * z.rows(), z.own(), z.rows()),
            matrix(columns, i * z.rows() * z.places(), z.rows(), z.places()),
            0,
            (Nd4jBuffer) out.buffer(),
            i * z.own() * z.places());
      }
    }
  }

  private void inputGrad(Geometry g, Operand cotangent, Operand w, Operand out) {
    Sizes z = Sizes.of(g, out, w);
    if (cotangent.shape().size() == 0 || z.columnsSize() == 0) {
      ElementLoops.fill(out, 0);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer columns = d.temporary(out.dtype(), z.columnsSize());
      Nd4jBuffer weight = d.of(w);
      Nd4jBuffer given = d.of(cotangent);
      for (int i = 0; i < z.images * z.groups; i++) {
        int at = i % z.groups * z.own() * z.rows();
        Blas.multiply(
            z.rows(),
            z.places(),
            z.own(),
            matrix(weight, at, z.own(), z.rows()).transposed(),
            matrix(given, i * z.own() * z.places(), z.own(), z.places()),
            0,
            columns,
            i * z.rows() * z.places());
      }
      run(
          "col2im",
          columns.array(z.columnsShape()),
          ((Nd4jBuffer) out.buffer()).array(z.imageShape()),
          z.stride[0],
          z.stride[1],
          z.padding[0],
          z.padding[1],
          z.size[0],
          z.size[1],
          z.dilation[0],
          z.dilation[1],
          0);
    }
  }

  private void weightGrad(Geometry g, Operand x, Operand cotangent, Operand out) {
    Sizes z = Sizes.of(g, x, out);
    ElementLoops.fill(out, 0);
    if (cotangent.shape().size() == 0 || z.columnsSize() == 0) {
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer columns = columns(z, x, d);
      Nd4jBuffer given = d.of(cotangent);
      for (int i = 0; i < z.images * z.groups; i++) {
        Blas.multiply(
            z.own(),
            z.rows(),
            z.places(),
            matrix(given, i * z.own() * z.places(), z.own(), z.places()),
            matrix(columns, i * z.rows() * z.places(), z.rows(), z.places()).transposed(),
            1,
            (Nd4jBuffer) out.buffer(),
            i % z.groups * z.own() * z.rows());
      }
    }
  }
}
