package io.cotangent.op;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-correlation over any number of spatial axes, as PyTorch's {@code conv1d} to {@code conv3d}:
 * {@code y[n, o, p] = Σ_{c, k} x[n, c, p·stride + k·dilation − padding] · w[o, c, k]}, where the
 * channels of group g of the output see those of group g of the input.
 *
 * <p>Inputs: x [N, C, S…], w [O, C/groups, K…]; output [N, O, P…] with P = ⌊(S + 2·padding −
 * dilation·(K − 1) − 1)/stride⌋ + 1. It is linear in both, and with {@link InputGrad} and {@link
 * WeightGrad} closed: the cotangents of each of the three are the other two.
 */
public record CrossCorrelation(Geometry geometry) implements Composite.WithVjp {
  /** Step, zeros on both sides, and spacing of the kernel for every spatial axis; groups. */
  public record Geometry(Ints stride, Ints padding, Ints dilation, int groups) {
    /** Number of spatial axes. */
    public int axes() {
      return stride.size();
    }

    /** Positions of the kernel along a spatial axis of a length. */
    public int positions(int axis, int length, int kernel) {
      long room = padded(axis, length) - span(axis, kernel);
      return room < 0 ? 0 : (int) (room / stride.get(axis)) + 1;
    }

    /** How far a kernel reaches along a spatial axis. */
    long span(int axis, int kernel) {
      return (long) dilation.get(axis) * (kernel - 1) + 1;
    }

    /** Length of a spatial axis with its padding. */
    int padded(int axis, int length) {
      return Shape.length("conv: axis with its padding", length + 2L * padding.get(axis));
    }

    /** Pairs (before, after), last axis first, for {@link Tensor#pad}. */
    private int[] widths(int sign) {
      int[] w = new int[2 * axes()];
      for (int i = 0; i < axes(); i++) {
        w[w.length - 2 - 2 * i] = sign * padding.get(i);
        w[w.length - 1 - 2 * i] = sign * padding.get(i);
      }
      return w;
    }

    /** What every position of the kernel sees, as columns: [N, groups, C/groups·K, P]. */
    Tensor columns(Tensor x, Shape kernel) {
      int n = axes();
      Tensor t = x.pad(0, widths(1));
      for (int i = 0; i < n; i++) {
        t =
            Dispatch.apply(
                new Movement.Unfold(2 + i, kernel.dim(i), stride.get(i), dilation.get(i)), t);
      }
      int[] order = new int[2 + 2 * n]; // N, C, P…, K… becomes N, C, K…, P…
      order[1] = 1;
      for (int i = 0; i < n; i++) {
        order[2 + i] = 2 + n + i;
        order[2 + n + i] = 2 + i;
      }
      t = t.permute(order);
      int positions = t.shape().range(2 + n, 2 + 2 * n).size();
      int rows = x.dim(1) / groups * kernel.size();
      return t.reshape(x.dim(0), groups, rows, positions);
    }

    /** The adjoint of {@link #columns}: adds them up to [N, C, size…]. */
    Tensor sumOfColumns(Tensor columns, Shape kernel, Shape size) {
      int n = axes();
      int channels = columns.dim(1) * columns.dim(2) / Math.max(kernel.size(), 1);
      int[] split = new int[2 + 2 * n];
      int[] order = new int[2 + 2 * n];
      split[0] = columns.dim(0);
      split[1] = channels;
      order[1] = 1;
      for (int i = 0; i < n; i++) {
        split[2 + i] = kernel.dim(i);
        split[2 + n + i] = positions(i, size.dim(i), kernel.dim(i));
        order[2 + i] = 2 + n + i;
        order[2 + n + i] = 2 + i;
      }
      Tensor t = columns.reshape(split).permute(order);
      for (int i = n - 1; i >= 0; i--) {
        Movement.Unfold w =
            new Movement.Unfold(2 + i, kernel.dim(i), stride.get(i), dilation.get(i));
        t = Dispatch.apply(new Movement.Fold(w, padded(i, size.dim(i))), t);
      }
      return t.pad(0, widths(-1));
    }

    /** The spatial axes of a tensor [·, ·, S…]. */
    Shape spatial(Tensor x) {
      return x.shape().range(2, 2 + axes());
    }

    /** A tensor [N, O, P…] as [N, groups, O/groups, P]. */
    private Tensor grouped(Tensor y) {
      return y.reshape(y.dim(0), groups, y.dim(1) / groups, spatial(y).size());
    }

    /** A weight [O, C/groups, K…] as [groups, O/groups, C/groups·K]. */
    private Tensor rows(Tensor w) {
      int columns = w.dim(1) * spatial(w).size();
      return w.reshape(groups, w.dim(0) / groups, columns);
    }
  }

  @Override
  public String label() {
    return "conv" + geometry.axes() + "d";
  }

  @Override
  public long multiplyAdds(Tensor[] in, Tensor out) {
    return perPosition(out, in[1]);
  }

  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor x = in[0];
    Tensor w = in[1];
    Tensor columns = geometry.columns(x, geometry.spatial(w));
    return geometry.rows(w).matmul(columns).reshape(shape(in));
  }

  @Override
  public Shape shape(Tensor... in) {
    int[] d = in[0].shape().dims();
    d[1] = in[1].dim(0);
    for (int i = 0; i < geometry.axes(); i++) {
      d[2 + i] = geometry.positions(i, d[2 + i], in[1].dim(2 + i));
    }
    return Shape.of(d);
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    @Nullable Tensor x = needs[1] ? in[0] : null;
    @Nullable Tensor w = needs[0] ? in[1] : null;
    Shape size = geometry.spatial(in[0]);
    Shape kernel = geometry.spatial(in[1]);
    return g ->
        new @Nullable Tensor[] {
          w == null ? null : new InputGrad(geometry, size).of(g, w),
          x == null ? null : new WeightGrad(geometry, kernel).of(x, g)
        };
  }

  /** Every element of y [N, O, P…] is a sum over the part of w that its channel has. */
  private static long perPosition(Tensor y, Tensor w) {
    return (long) y.size() * (w.size() / Math.max(w.dim(0), 1));
  }

  /**
   * {@code x[n, c, i] = Σ g[n, o, p]·w[o, c, k]} over all o, p, k with i = p·stride + k·dilation −
   * padding: the cotangent of x, and as an operation of its own the transposed convolution. Inputs:
   * g [N, O, P…], w; output [N, C, size…].
   */
  public record InputGrad(Geometry geometry, Shape size) implements Composite.WithVjp {
    @Override
    public String label() {
      return "conv" + geometry.axes() + "dInputGrad";
    }

    @Override
    public long multiplyAdds(Tensor[] in, Tensor out) {
      return perPosition(in[0], in[1]);
    }

    @Override
    public int inputs() {
      return 2;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor w = geometry.rows(in[1]);
      Tensor columns = w.transpose(-1, -2).matmul(geometry.grouped(in[0]));
      return geometry.sumOfColumns(columns, geometry.spatial(in[1]), size);
    }

    @Override
    public Shape shape(Tensor... in) {
      return Shape.of(in[0].dim(0), in[1].dim(1) * geometry.groups).concat(size);
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      @Nullable Tensor g = needs[1] ? in[0] : null;
      @Nullable Tensor w = needs[0] ? in[1] : null;
      Shape kernel = geometry.spatial(in[1]);
      return h ->
          new @Nullable Tensor[] {
            w == null ? null : new CrossCorrelation(geometry).of(h, w),
            g == null ? null : new WeightGrad(geometry, kernel).of(h, g)
          };
    }
  }

  /**
   * {@code w[o, c, k] = Σ_{n, p} g[n, o, p]·x[n, c, p·stride + k·dilation − padding]}: the
   * cotangent of w. Inputs: x, g [N, O, P…]; output [O, C/groups, kernel…].
   */
  public record WeightGrad(Geometry geometry, Shape kernel) implements Composite.WithVjp {
    @Override
    public String label() {
      return "conv" + geometry.axes() + "dWeightGrad";
    }

    @Override
    public long multiplyAdds(Tensor[] in, Tensor out) {
      return perPosition(in[1], out);
    }

    @Override
    public int inputs() {
      return 2;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor columns = geometry.columns(in[0], kernel);
      Tensor g = geometry.grouped(in[1]);
      return g.matmul(columns.transpose(-1, -2)).sum(0).reshape(shape(in));
    }

    @Override
    public Shape shape(Tensor... in) {
      int inner = in[0].dim(1) / geometry.groups;
      return Shape.of(in[1].dim(1), inner).concat(kernel);
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      @Nullable Tensor x = needs[1] ? in[0] : null;
      @Nullable Tensor g = needs[0] ? in[1] : null;
      Shape size = geometry.spatial(in[0]);
      return h ->
          new @Nullable Tensor[] {
            g == null ? null : new InputGrad(geometry, size).of(g, h),
            x == null ? null : new CrossCorrelation(geometry).of(x, h)
          };
    }
  }
}
