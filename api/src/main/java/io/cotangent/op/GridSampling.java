package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Resampling.Mode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Images read at the coordinates of a grid (Jaderberg et al. 2015), and grids of affine maps. */
public final class GridSampling {
  private GridSampling() {}

  /** What a grid sees outside of the image. */
  public enum Outside {
    /** Zeros. */
    ZEROS,
    /** The nearest pixel of the edge. */
    BORDER,
    /** The image mirrored at its edge, again and again. */
    REFLECTION
  }

  /**
   * The grid [N, S…, n] that affine maps [N, n, n + 1] make of coordinates in [−1, 1].
   *
   * @param size N, C, S… of the image that will be sampled
   */
  public static Tensor affineGrid(Tensor theta, boolean alignCorners, int... size) {
    int n = size.length - 2;
    if (n < 1
        || theta.rank() != 3
        || theta.dim(0) != size[0]
        || theta.dim(1) != n
        || theta.dim(2) != n + 1) {
      throw new ShapeException(
          "affineGrid: theta "
              + theta.shape()
              + " must be [N, n, n+1] for a size [N, C, …] with n spatial axes, got "
              + Arrays.toString(size));
    }
    int[] space = Arrays.copyOfRange(size, 2, size.length);
    int count = Shape.of(space).size();
    double[] values = new double[Shape.of(count, n + 1).size()];
    int[] at = new int[n];
    for (int i = 0; i < count; i++) {
      for (int a = 0; a < n; a++) {
        int length = space[a];
        double u =
            length == 1
                ? 0
                : alignCorners ? 2.0 * at[a] / (length - 1) - 1 : (2.0 * at[a] + 1) / length - 1;
        values[i * (n + 1) + n - 1 - a] = u; // coordinates begin with the last axis
      }
      values[i * (n + 1) + n] = 1;
      for (int d = n - 1; d >= 0 && ++at[d] == space[d]; d--) {
        at[d] = 0;
      }
    }
    Tensor base = Tensor.of(theta.backend(), values, Shape.of(count, n + 1)).to(theta.dtype());
    Shape grid = Shape.of(size[0]).concat(Shape.of(space)).concat(Shape.of(n));
    return base.matmul(theta.transpose(1, 2)).reshape(grid);
  }

  /**
   * The image [N, C, S…] at the coordinates of a grid [N, P…, n]: coordinates in [−1, 1], last axis
   * first. Differentiable in both.
   *
   * @param mode {@code LINEAR}, {@code NEAREST}, or {@code CUBIC} for two spatial axes
   * @param alignCorners whether ±1 are the centres of the corner pixels, or else their outer edges
   */
  public static Tensor gridSample(
      Tensor x, Tensor grid, Mode mode, Outside outside, boolean alignCorners) {
    int n = x.rank() - 2;
    if (n < 1
        || grid.rank() != x.rank()
        || grid.dim(0) != x.dim(0)
        || grid.dim(-1) != n
        || x.size() == 0) {
      throw new ShapeException(
          "gridSample: grid "
              + grid.shape()
              + " does not fit x "
              + x.shape()
              + "; they are [N, P…, n] and [N, C, S…] with n spatial axes, none empty");
    }
    if (mode == Mode.AREA || mode == Mode.NEAREST_EXACT || (mode == Mode.CUBIC && n != 2)) {
      throw new ArgumentException("gridSample: mode " + mode + " is not defined for " + x.shape());
    }
    Tensor[] pixel = new Tensor[n];
    for (int a = 0; a < n; a++) {
      Tensor u = grid.slice(grid.rank() - 1, Slice.at(n - 1 - a));
      int length = x.dim(2 + a);
      Tensor at =
          alignCorners
              ? u.plus(1).times((length - 1) / 2.0)
              : u.plus(1).times(length / 2.0).minus(0.5);
      pixel[a] = mode == Mode.CUBIC ? at : inside(at, length, outside, alignCorners);
    }
    return mode == Mode.NEAREST
        ? pixels(x, rounded(pixel), outside)
        : mode == Mode.LINEAR ? corners(x, pixel, outside) : cubic(x, pixel, outside, alignCorners);
  }

  private static Tensor[] rounded(Tensor[] pixel) {
    Tensor[] r = new Tensor[pixel.length];
    Arrays.setAll(r, a -> pixel[a].detach().round());
    return r;
  }

  /** Coordinates moved into an axis, without gradient where they were moved. */
  private static Tensor inside(Tensor p, int length, Outside outside, boolean align) {
    if (outside == Outside.ZEROS) {
      return p;
    }
    Tensor q = p;
    if (outside == Outside.REFLECTION) {
      double low = align ? 0 : -0.5;
      double span = align ? length - 1 : length;
      if (span == 0) {
        return p.detach().zerosLike();
      }
      Tensor distance = p.minus(low).abs();
      Tensor turns = distance.detach().div(span).floor();
      Tensor extra = distance.minus(turns.times(span));
      q = turns.rem(2).eq(0).where(extra.plus(low), extra.neg().plus(span + low));
    }
    Tensor within = q.gt(0).and(q.lt(length - 1));
    return within.where(q, q.detach().clamp(0, length - 1));
  }

  /** The sum over the 2ⁿ pixels around each coordinate, weighted by how near they are. */
  private static Tensor corners(Tensor x, Tensor[] pixel, Outside outside) {
    int n = pixel.length;
    Tensor[] low = new Tensor[n];
    Tensor[] t = new Tensor[n];
    for (int a = 0; a < n; a++) {
      low[a] = pixel[a].detach().floor();
      t[a] = pixel[a].minus(low[a]);
    }
    Tensor y = null;
    for (int c = 0; c < 1 << n; c++) {
      Tensor[] corner = new Tensor[n];
      Tensor weight = null;
      for (int a = 0; a < n; a++) {
        boolean high = (c >> a & 1) == 1;
        corner[a] = high ? low[a].plus(1) : low[a];
        Tensor w = high ? t[a] : t[a].neg().plus(1);
        weight = weight == null ? w : weight.times(w);
      }
      Tensor part =
          pixels(x, corner, outside).times(java.util.Objects.requireNonNull(weight).unsqueeze(1));
      y = y == null ? part : y.plus(part);
    }
    return java.util.Objects.requireNonNull(y);
  }

  private static Tensor cubic(Tensor x, Tensor[] pixel, Outside outside, boolean align) {
    Tensor[] low = {pixel[0].detach().floor(), pixel[1].detach().floor()};
    Tensor[] t = {pixel[0].minus(low[0]), pixel[1].minus(low[1])};
    @Nullable Tensor y = null;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        Tensor row = inside(low[0].plus(i - 1), x.dim(2), outside, align);
        Tensor column = inside(low[1].plus(j - 1), x.dim(3), outside, align);
        Tensor weight = keys(i, t[0]).times(keys(j, t[1]));
        Tensor[] at = {row.detach().round(), column.detach().round()};
        Tensor part = pixels(x, at, outside).times(weight.unsqueeze(1));
        y = y == null ? part : y.plus(part);
      }
    }
    return java.util.Objects.requireNonNull(y);
  }

  /** Keys (1981) with a = −0.75: the weight of tap k (0 … 3) at a fraction t. */
  private static Tensor keys(int k, Tensor t) {
    Tensor d = k < 2 ? t.minus(k - 1) : t.neg().plus(k - 1);
    double a = -0.75;
    return k == 1 || k == 2
        ? d.times(a + 2).minus(a + 3).times(d.square()).plus(1)
        : d.times(a).minus(5 * a).times(d).plus(8 * a).times(d).minus(4 * a);
  }

  /** The pixels [N, C, P…] at whole coordinates [N, P…] of each axis; 0 outside. */
  private static Tensor pixels(Tensor x, Tensor[] at, Outside outside) {
    int n = at.length;
    Tensor flat = null;
    Tensor seen = null;
    for (int a = 0; a < n; a++) {
      int length = x.dim(2 + a);
      Tensor in = at[a].ge(0).and(at[a].le(length - 1));
      Tensor index = in.where(at[a], at[a].zerosLike()).to(DType.I64);
      flat = flat == null ? index : flat.times(length).plus(index);
      seen = seen == null ? in : seen.and(in);
    }
    Shape space = at[0].shape().range(1, at[0].rank());
    int count = space.size();
    int size = x.shape().range(2, x.rank()).size();
    Tensor index =
        java.util.Objects.requireNonNull(flat)
            .reshape(x.dim(0), 1, count)
            .expand(x.dim(0), x.dim(1), count);
    Tensor found =
        x.reshape(x.dim(0), x.dim(1), size)
            .gather(2, index)
            .reshape(Shape.of(x.dim(0), x.dim(1)).concat(space));
    return java.util.Objects.requireNonNull(seen).unsqueeze(1).where(found, found.zerosLike());
  }

  // ---- pixels rearranged ----
}
