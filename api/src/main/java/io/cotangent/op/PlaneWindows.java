package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where windows stand on planes, and beneath it the composites over them. Their inputs are planes
 * [L, S…], L counting all of them.
 *
 * @param before elements that are added in front of each axis; as many behind as windows need
 * @param count positions along each axis
 */
public record PlaneWindows(Shape kernel, Ints stride, Ints before, Ints dilation, Shape count) {
  /** Number of axes of a plane. */
  public int axes() {
    return kernel.rank();
  }

  /** Index in an axis of a plane at which the k-th element of window p stands; may be outside. */
  public int index(int axis, int p, int k) {
    return p * stride.get(axis) - before.get(axis) + k * dilation.get(axis);
  }

  /** Elements behind an axis that windows reach. */
  private int after(int axis, int length) {
    return index(axis, count.dim(axis) - 1, kernel.dim(axis) - 1) + 1 - length;
  }

  /** [L, S…] to [L, P…, K…]. */
  private Tensor of(Tensor x, double fill) {
    int n = axes();
    int[] widths = new int[2 * n];
    for (int i = 0; i < n; i++) {
      widths[widths.length - 2 - 2 * i] = before.get(i);
      widths[widths.length - 1 - 2 * i] = after(i, x.dim(1 + i));
    }
    Tensor t = x.pad(fill, widths);
    for (int i = 0; i < n; i++) {
      t =
          Dispatch.apply(
              new Movement.Unfold(1 + i, kernel.dim(i), stride.get(i), dilation.get(i)), t);
    }
    return t;
  }

  /** The adjoint of {@link #of}: [L, P…, K…] to [L, size…]. */
  private Tensor sum(Tensor windows, Shape size) {
    int n = axes();
    int[] widths = new int[2 * n];
    Tensor t = windows;
    for (int i = n - 1; i >= 0; i--) {
      Movement.Unfold w = new Movement.Unfold(1 + i, kernel.dim(i), stride.get(i), dilation.get(i));
      t =
          Dispatch.apply(
              new Movement.Fold(w, size.dim(i) + before.get(i) + after(i, size.dim(i))), t);
      widths[widths.length - 2 - 2 * i] = -before.get(i);
      widths[widths.length - 1 - 2 * i] = -after(i, size.dim(i));
    }
    return t.pad(0, widths);
  }

  /** [L, P…]. */
  private Shape positions(Tensor x) {
    return Shape.of(x.dim(0)).concat(count);
  }

  /**
   * Flat position in its plane (I64) of the first largest element of every window; NaN is largest,
   * and what lies outside the plane is never it. Input [L, S…], output [L, P…].
   */
  public record ArgMax(PlaneWindows windows) implements Composite {
    @Override
    public String label() {
      return "maxPool";
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor x = in[0];
      Shape out = shape(in);
      Shape kernel = Shape.of(windows.kernel.size());
      Tensor flat = windows.of(x, Double.NEGATIVE_INFINITY).reshape(out.concat(kernel));
      Tensor positions = positions(x).expand(flat.shape());
      return positions.gather(-1, flat.argmax(-1).unsqueeze(-1)).squeeze(-1);
    }

    /** Positions in the plane of every element of every window [P…, K], moved inside. */
    private Tensor positions(Tensor x) {
      int n = windows.axes();
      Shape all = windows.count.concat(windows.kernel);
      long[] flat = new long[all.size()];
      int[] at = new int[2 * n];
      for (int i = 0; i < flat.length; i++) {
        long position = 0;
        for (int a = 0; a < n; a++) {
          int length = x.dim(1 + a);
          int index = windows.index(a, at[a], at[n + a]);
          position = position * length + Math.min(Math.max(index, 0), length - 1);
        }
        flat[i] = position;
        for (int d = 2 * n - 1; d >= 0 && ++at[d] == all.dim(d); d--) {
          at[d] = 0;
        }
      }
      Shape kernel = Shape.of(windows.kernel.size());
      return Tensor.of(x.backend(), flat, windows.count.concat(kernel));
    }

    @Override
    public Shape shape(Tensor... in) {
      return windows.positions(in[0]);
    }

    @Override
    public DType dtype(Tensor... in) {
      return DType.I64;
    }
  }

  /** The sum of every window; what lies outside counts 0. Input [L, S…], output [L, P…]. */
  public record Sum(PlaneWindows windows) implements Composite.WithVjp {
    @Override
    public String label() {
      return "sumPool";
    }

    @Override
    public Tensor decompose(Tensor... in) {
      int n = windows.axes();
      int[] inner = new int[n];
      Arrays.setAll(inner, i -> 1 + n + i);
      return windows.of(in[0], 0).sum(inner);
    }

    @Override
    public Shape shape(Tensor... in) {
      return windows.positions(in[0]);
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Shape size = in[0].shape().range(1, in[0].rank());
      return g -> new @Nullable Tensor[] {new SumGrad(windows, size).of(g)};
    }
  }

  /** The adjoint of {@link Sum}: every element of a window gets its cotangent [L, P…]. */
  public record SumGrad(PlaneWindows windows, Shape size) implements Composite.WithVjp {
    @Override
    public String label() {
      return "sumPoolGrad";
    }

    @Override
    public Tensor decompose(Tensor... in) {
      int[] ones = new int[windows.axes()];
      Arrays.fill(ones, 1);
      Tensor wide = in[0].reshape(in[0].shape().concat(Shape.of(ones)));
      Tensor each = wide.expand(in[0].shape().concat(windows.kernel));
      return windows.sum(each, size);
    }

    @Override
    public Shape shape(Tensor... in) {
      return Shape.of(in[0].dim(0)).concat(size);
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return g -> new @Nullable Tensor[] {new Sum(windows).of(g)};
    }
  }
}
