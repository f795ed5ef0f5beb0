package io.cotangent.nd4j;

import static java.util.Objects.requireNonNull;

import io.cotangent.BackendException;
import io.cotangent.DType;
import io.cotangent.op.CrossCorrelation;
import io.cotangent.op.CrossCorrelation.Geometry;
import io.cotangent.op.Fused;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

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

  /** Elements of the columns that one task makes at a time. */
  private static final int GRAIN = 1 << 18;

  /** Images whose weight gradients are added one after another. */
  private static final int FEW_IMAGES = 32;

  /** Terms up to which a sum in F32 is as good as one in F64. */
  private static final int FEW_TERMS = 32;

  /** Parts of a weight gradient that are computed at the same time. */
  private static final int PARTS = 16;

  private final OffHeap memory;
  private final Tasks tasks;
  private final Products products;

  Convolutions(OffHeap memory, Tasks tasks, Products products) {
    this.memory = memory;
    this.tasks = tasks;
    this.products = products;
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
    int positions() {
      return count[1] * count[2];
    }

    /** Outputs of a group. */
    int own() {
      return outputs / groups;
    }

    /**
     * Elements of the columns of an image.
     *
     * @throws BackendException if they are more than a buffer holds
     */
    int columnsSize() {
      long n = (long) size[0] * groups * rows() * positions();
      if (n > Integer.MAX_VALUE / 8) {
        throw new BackendException(
            "nd4j: convolution: the columns of one image have %d elements, and a buffer holds at most %d; cut the image, or use the jvm backend"
                .formatted(n, Integer.MAX_VALUE / 8));
      }
      return (int) n;
    }

    /** Images of a task. */
    int together() {
      return Math.max(1, GRAIN / columnsSize());
    }

    long[] columnsShape(int images) {
      return new long[] {
        (long) images * size[0], channels, kernel[1], kernel[2], count[1], count[2]
      };
    }

    long[] imageShape(int images) {
      return new long[] {(long) images * size[0], channels, size[1], size[2]};
    }

    /** Elements of an image. */
    int imageSize() {
      return size[0] * channels * size[1] * size[2];
    }

    /** Whether there is no depth: then one product gives each part of a result. */
    boolean isFlat() {
      return size[0] == 1 && kernel[0] == 1 && count[0] == 1 && padding[0] == 0;
    }

    /**
     * Sees the slices of some images that belong together, group by group; columns begin with the
     * first of these images, results with the first of all.
     */
    void each(int first, int some, Slices body) {
      for (int i = 0; i < some * count[0] * kernel[0]; i++) {
        int k = i % kernel[0];
        int position = i / kernel[0];
        int depth = position % count[0] * stride[0] - padding[0] + k * dilation[0];
        if (depth >= 0 && depth < size[0]) {
          int image = position / count[0] * size[0] + depth;
          int result = first * count[0] + position;
          for (int g = 0; g < groups; g++) {
            body.see(
                (image * groups + g) * rows() * positions(),
                (k * groups + g) * own() * rows(),
                (result * groups + g) * own() * positions());
          }
        }
      }
    }
  }

  /**
   * Sees where the columns [rows, positions], weight [own, rows] and result [own, positions] begin.
   */
  private interface Slices {
    void see(int columns, int weight, int result);
  }

  /** An operand in another order of axes if there are three spatial ones. */
  private static Operand reordered(Operand x, int[] order) {
    return x.shape().rank() == 5 ? x.as(x.layout().permute(order)) : x;
  }

  private static Blas.Matrix matrix(Nd4jBuffer b, int at, int rows, int columns) {
    Layout l = io.cotangent.Shape.of(rows, columns).dense();
    return new Blas.Matrix(b, at, requireNonNull(Blas.Form.of(l)));
  }

  private static void run(String name, INDArray in, INDArray out, int... arguments) {
    Native.run(
        DynamicCustomOp.builder(name)
            .addInputs(in)
            .addOutputs(out)
            .addIntegerArguments(arguments)
            .build());
  }

  private static void columns(Sizes z, Nd4jBuffer x, int first, int some, Nd4jBuffer columns) {
    run(
        "im2col",
        x.arrayFrom((long) first * z.imageSize(), z.imageShape(some)),
        columns.array(z.columnsShape(some)),
        z.kernel[1],
        z.kernel[2],
        z.stride[1],
        z.stride[2],
        z.padding[1],
        z.padding[2],
        z.dilation[1],
        z.dilation[2],
        0);
  }

  /** Clears what products will be added to; how much of it to keep, 0 where one overwrites it. */
  private static int cleared(Sizes z, Nd4jBuffer sums, int at, int n) {
    if (z.isFlat()) {
      return 0;
    }
    sums.fill(at, 1, n, 0);
    return 1;
  }

  private void forward(Geometry g, Operand x, Operand w, Operand out) {
    Sizes z = Sizes.of(g, x, w);
    if (out.shape().size() == 0 || z.columnsSize() == 0) {
      Moves.fill(out, 0);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer images = d.of(reordered(x, IMAGES));
      Nd4jBuffer weight = d.of(reordered(w, WEIGHTS));
      Nd4jBuffer result = d.result(reordered(out, IMAGES));
      int size = out.shape().size() / z.images;
      tasks.spans(
          z.images,
          z.together(),
          (first, some) -> {
            try (Dense t = new Dense(memory)) {
              Nd4jBuffer columns = t.temporary(x.dtype(), some * z.columnsSize());
              columns(z, images, first, some, columns);
              int keep = cleared(z, result, first * size, some * size);
              z.each(
                  first,
                  some,
                  (c, k, r) ->
                      products.multiply(
                          z.own(),
                          z.positions(),
                          z.rows(),
                          matrix(weight, k, z.own(), z.rows()),
                          matrix(columns, c, z.rows(), z.positions()),
                          keep,
                          new Blas.Result(result, r, z.positions())));
            }
          });
    }
  }

  /**
   * In F64: {@code col2im} adds as many terms as the kernel has elements in the type it is given.
   */
  private void wideInputGrad(Geometry g, Operand cotangent, Operand w, Operand out) {
    try (Dense d = new Dense(memory)) {
      Operand sum = wide(d, out);
      Operand given = wide(d, cotangent);
      Operand weight = wide(d, w);
      Moves.copy(cotangent, given);
      Moves.copy(w, weight);
      inputGrad(g, given, weight, sum);
      Moves.copy(sum, out);
    }
  }

  private static Operand wide(Dense d, Operand x) {
    return new Operand(d.temporary(DType.F64, x.shape().size()), x.shape().dense());
  }

  private void inputGrad(Geometry g, Operand cotangent, Operand w, Operand out) {
    Sizes z = Sizes.of(g, out, w);
    if (cotangent.shape().size() == 0 || z.columnsSize() == 0) {
      Moves.fill(out, 0);
      return;
    }
    if (out.dtype() == DType.F32 && z.kernel[1] * z.kernel[2] > FEW_TERMS) {
      wideInputGrad(g, cotangent, w, out);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer weight = d.of(reordered(w, WEIGHTS));
      Nd4jBuffer given = d.of(reordered(cotangent, IMAGES));
      Nd4jBuffer result = d.result(reordered(out, IMAGES));
      tasks.spans(
          z.images,
          z.together(),
          (first, some) -> {
            try (Dense t = new Dense(memory)) {
              int size = some * z.columnsSize();
              Nd4jBuffer columns = t.temporary(out.dtype(), size);
              int keep = cleared(z, columns, 0, size);
              z.each(
                  first,
                  some,
                  (c, k, r) ->
                      products.multiply(
                          z.rows(),
                          z.positions(),
                          z.own(),
                          matrix(weight, k, z.own(), z.rows()).transposed(),
                          matrix(given, r, z.own(), z.positions()),
                          keep,
                          new Blas.Result(columns, c, z.positions())));
              run(
                  "col2im",
                  columns.array(z.columnsShape(some)),
                  result.arrayFrom((long) first * z.imageSize(), z.imageShape(some)),
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
          });
    }
  }

  /** The sum over the images by a binary tree: over a few, over those of a part, over the parts. */
  private void weightGrad(Geometry g, Operand x, Operand cotangent, Operand out) {
    Sizes z = Sizes.of(g, x, out);
    if (cotangent.shape().size() == 0 || z.columnsSize() == 0) {
      Moves.fill(out, 0);
      return;
    }
    int few = Math.min(FEW_IMAGES, z.together());
    int ofPart = Math.max(1, (z.images / few + PARTS - 1) / PARTS) * few;
    int parts = (z.images + ofPart - 1) / ofPart;
    int size = out.shape().size();
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer images = d.of(reordered(x, IMAGES));
      Nd4jBuffer given = d.of(reordered(cotangent, IMAGES));
      Nd4jBuffer[] sums = new Nd4jBuffer[parts];
      Arrays.setAll(sums, i -> d.temporary(out.dtype(), size));
      tasks.each(
          parts,
          part -> {
            int end = Math.min(z.images, (part + 1) * ofPart);
            try (Dense t = new Dense(memory);
                Products.Tree tree = new Products.Tree(memory, out.dtype(), size)) {
              Nd4jBuffer columns = t.temporary(out.dtype(), few * z.columnsSize());
              for (int first = part * ofPart; first < end; first += few) {
                int some = Math.min(few, end - first);
                columns(z, images, first, some, columns);
                weightGrad(z, first, some, columns, given, tree.next());
                tree.add();
              }
              tree.finish(1, size, 0, new Blas.Result(sums[part], 0, size));
            }
          });
      try (Products.Tree tree = new Products.Tree(memory, out.dtype(), size)) {
        for (Nd4jBuffer sum : sums) {
          tree.next().copy(0, sum, 0, size);
          tree.add();
        }
        Nd4jBuffer result = d.result(reordered(out, WEIGHTS));
        tree.finish(1, size, 0, new Blas.Result(result, 0, size));
      }
    }
  }

  private void weightGrad(
      Sizes z, int first, int some, Nd4jBuffer columns, Nd4jBuffer given, Nd4jBuffer sum) {
    sum.fill(0, 1, sum.size(), 0);
    z.each(
        first,
        some,
        (c, k, r) ->
            products.multiply(
                z.own(),
                z.rows(),
                z.positions(),
                matrix(given, r, z.own(), z.positions()),
                matrix(columns, c, z.rows(), z.positions()).transposed(),
                1,
                new Blas.Result(sum, k, z.rows())));
  }
}
