package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import io.cotangent.random.Rng;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What maxima over windows at random places have in common. With an axis of n elements, windows of
 * k, m of them and u uniform in [0, 1), window i &lt; m − 1 begins at ⌊(i + u)·α⌋ − ⌊u·α⌋ with α =
 * (n − k)/(m − 1), the last one at n − k (Graham 2014).
 */
abstract sealed class FractionalMaxPoolNd extends Layer
    permits FractionalMaxPool2d, FractionalMaxPool3d {
  private static final long serialVersionUID = 1;

  private final Ints kernel;
  private final @Nullable Ints size;
  private final double @Nullable [] ratio;
  private final Rng rng;

  FractionalMaxPoolNd(int axes, int[] kernel, int[] size, Rng rng) {
    this.kernel = checked(axes, "kernel", kernel);
    this.size = checked(axes, "size", size);
    this.ratio = null;
    this.rng = random("rng", rng);
  }

  FractionalMaxPoolNd(int axes, int[] kernel, double[] ratio, Rng rng) {
    double[] r = ratio.length == 1 ? new double[axes] : ratio.clone();
    if (ratio.length == 1) {
      Arrays.fill(r, ratio[0]);
    }
    if (r.length != axes || !Arrays.stream(r).allMatch(v -> v > 0 && v < 1)) {
      throw new ArgumentException(
          getClass().getSimpleName()
              + ": ratio "
              + Arrays.toString(ratio)
              + " must be one number, or one for each of "
              + axes
              + " axes, between 0 and 1");
    }
    this.kernel = checked(axes, "kernel", kernel);
    this.size = null;
    this.ratio = r;
    this.rng = random("rng", rng);
  }

  private Ints checked(int axes, String what, int[] values) {
    String name = getClass().getSimpleName() + ": " + what;
    Ints r = Ints.of(values).perAxis(name, axes);
    if (Arrays.stream(r.toArray()).anyMatch(v -> v < 1)) {
      throw new ArgumentException(name + " " + r + " must be 1 or more");
    }
    return r;
  }

  @Override
  protected final Tensor forward(Tensor x) {
    return pool(x).values();
  }

  /**
   * The maxima, and where each is: its flat index in the plane of its channel, as {@code MaxUnpool}
   * takes it.
   */
  public final ValuesAndIndices withIndices(Tensor x) {
    return call(x, () -> pool(x));
  }

  private ValuesAndIndices pool(Tensor x) {
    int n = kernel.size();
    Spatial.require(describe(), x, n);
    int planes = x.shape().range(0, x.rank() - n).size();
    return pool(x, rng.doubles(Math.multiplyExact(planes, n)));
  }

  /** With a random number for each plane and axis, the axes in their order. */
  final ValuesAndIndices pool(Tensor x, double[] random) {
    int n = kernel.size();
    Shape lead = x.shape().range(0, x.rank() - n);
    int[] in = x.shape().range(x.rank() - n, x.rank()).dims();
    int[] out = outputs(in);
    int windows = Shape.of(out).size();
    int elements = Shape.of(kernel.toArray()).size();
    int planes = lead.size();
    long[] at = new long[Math.multiplyExact(Math.multiplyExact(planes, windows), elements)];
    for (int p = 0; p < planes; p++) {
      int[][] starts = new int[n][];
      for (int a = 0; a < n; a++) {
        starts[a] = starts(in[a], kernel.get(a), out[a], random[p * n + a]);
      }
      place(at, p * windows * elements, in, out, starts);
    }
    Tensor index = Tensor.of(x.backend(), at, Shape.of(planes, windows * elements));
    Tensor plane = x.reshape(planes, Shape.of(in).size());
    ValuesAndIndices top =
        plane.gather(1, index).reshape(planes, windows, elements).maxWithIndices(-1, true);
    Tensor where = index.reshape(planes, windows, elements).gather(-1, top.indices());
    Shape shape = lead.concat(Shape.of(out));
    return new ValuesAndIndices(top.values().reshape(shape), where.reshape(shape));
  }

  private int[] outputs(int[] in) {
    int[] r = new int[in.length];
    for (int a = 0; a < in.length; a++) {
      r[a] = size != null ? size.get(a) : (int) (in[a] * ratioOf(a));
      if (r[a] < 1 || r[a] + kernel.get(a) - 1 > in[a]) {
        throw new ShapeException(
            describe()
                + ": "
                + r[a]
                + " windows of "
                + kernel.get(a)
                + " need an axis of "
                + (Math.max(1, r[a]) + kernel.get(a) - 1)
                + " elements and are at least one, got an axis of "
                + in[a]);
      }
    }
    return r;
  }

  private double ratioOf(int axis) {
    double[] r = ratio;
    if (r == null) {
      throw new IllegalStateException("neither size nor ratio");
    }
    return r[axis];
  }

  private static int[] starts(int length, int kernel, int count, double u) {
    int[] r = new int[count];
    double alpha = count == 1 ? 0 : (double) (length - kernel) / (count - 1);
    for (int i = 0; i < count - 1; i++) {
      r[i] = (int) ((i + u) * alpha) - (int) (u * alpha);
    }
    r[count - 1] = length - kernel;
    return r;
  }

  /** Writes the flat indices of all elements of all windows of a plane, row by row. */
  private void place(long[] at, int from, int[] in, int[] out, int[][] starts) {
    int n = in.length;
    int i = from;
    int[] window = new int[n];
    do {
      int[] element = new int[n];
      do {
        long flat = 0;
        for (int a = 0; a < n; a++) {
          flat = flat * in[a] + starts[a][window[a]] + element[a];
        }
        at[i++] = flat;
      } while (next(element, kernel.toArray()));
    } while (next(window, out));
  }

  /** Counts on, the last digit first; false where it is through. */
  private static boolean next(int[] digits, int[] ends) {
    for (int a = digits.length - 1; a >= 0; a--) {
      if (++digits[a] < ends[a]) {
        return true;
      }
      digits[a] = 0;
    }
    return false;
  }

  @Override
  protected final String describe() {
    return getClass().getSimpleName()
        + " "
        + kernel
        + " to "
        + (size != null ? size.toString() : Arrays.toString(ratio) + " of the size");
  }
}
