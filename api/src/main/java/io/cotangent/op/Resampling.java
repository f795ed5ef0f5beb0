package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Images at other places: resized, sampled at a grid, their pixels rearranged. */
public final class Resampling {
  private Resampling() {}

  /** How values between pixels are found. */
  public enum Mode {
    /** The pixel at ⌊i·in/out⌋. */
    NEAREST,
    /** The pixel at ⌊(i + ½)·in/out⌋. */
    NEAREST_EXACT,
    /** From the two neighbours of each axis. */
    LINEAR,
    /** From the four neighbours of each axis, by Keys' cubic with a = −0.75. */
    CUBIC,
    /** The mean of the pixels that a new one covers, as {@link Pooling#adaptiveAverage}. */
    AREA
  }

  /** What a grid sees outside of the image. */
  public enum Outside {
    /** Zeros. */
    ZEROS,
    /** The nearest pixel of the edge. */
    BORDER,
    /** The image mirrored at its edge, again and again. */
    REFLECTION
  }

  // ---- interpolate ----

  /**
   * The image [N, C, S…] in another size.
   *
   * @param size new lengths of the spatial axes, one for all or one each
   * @param alignCorners whether corner pixels keep their place, i ↦ i·(in−1)/(out−1), or else their
   *     area, i ↦ (i + ½)·in/out − ½; for {@code LINEAR} and {@code CUBIC}
   */
  public static Tensor interpolate(Tensor x, Mode mode, boolean alignCorners, int... size) {
    int n = x.rank() - 2;
    spatial(x, n);
    int[] lengths = Ints.of(size).perAxis("interpolate: size", n).toArray();
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      scale[i] = (double) x.dim(2 + i) / lengths[i];
    }
    return interpolate(x, mode, alignCorners, lengths, scale);
  }

  /** The image [N, C, S…] with lengths ⌊S·factor⌋, one factor for all spatial axes or one each. */
  public static Tensor scale(Tensor x, Mode mode, boolean alignCorners, double... factors) {
    int n = x.rank() - 2;
    spatial(x, n);
    if (factors.length != 1 && factors.length != n) {
      throw new ArgumentException(
          "interpolate: " + factors.length + " factors for " + n + " spatial axes of " + x.shape());
    }
    int[] size = new int[n];
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      double f = factors[factors.length == 1 ? 0 : i];
      if (!(f > 0)) {
        throw new ArgumentException("interpolate: factor " + f + " must be positive");
      }
      size[i] = Shape.length("interpolate", (long) Math.floor(x.dim(2 + i) * f));
      scale[i] = 1 / f;
    }
    return interpolate(x, mode, alignCorners, size, scale);
  }

  private static void spatial(Tensor x, int n) {
    if (n < 1 || x.rank() != n + 2) {
      throw new ShapeException(
          "interpolate: x " + x.shape() + " must be [N, C, S…] with a new length for each of S…");
    }
  }

  private static Tensor interpolate(
      Tensor x, Mode mode, boolean align, int[] size, double[] scale) {
    for (int i = 0; i < size.length; i++) {
      if (size[i] < 1 || x.dim(2 + i) == 0) {
        throw new ShapeException(
            "interpolate: cannot make " + Arrays.toString(size) + " of " + x.shape());
      }
    }
    if (mode == Mode.AREA) {
      return Pooling.adaptiveAverage(x, size);
    }
    Tensor y = x;
    for (int i = 0; i < size.length; i++) {
      y = alongAxis(y, 2 + i, mode, align, size[i], scale[i]);
    }
    return y;
  }

  /** One axis: a sum over taps, each pixels of the old axis times weights. */
  private static Tensor alongAxis(
      Tensor x, int axis, Mode mode, boolean align, int out, double scale) {
    int in = x.dim(axis);
    if (mode == Mode.LINEAR && in == out) {
      return x;
    }
    boolean whole = scale == (double) in / out; // then no pixel is missed by rounding
    int taps = mode == Mode.CUBIC ? 4 : mode == Mode.LINEAR ? 2 : 1;
    long[][] index = new long[taps][out];
    double[][] weight = new double[taps][out];
    for (int i = 0; i < out; i++) {
      double place =
          switch (mode) {
            case NEAREST -> Math.floor(whole ? (double) ((long) i * in / out) : i * scale);
            case NEAREST_EXACT ->
                Math.floor(whole ? (double) ((2L * i + 1) * in / (2L * out)) : (i + 0.5) * scale);
            default ->
                align ? (out > 1 ? (double) i * (in - 1) / (out - 1) : 0) : (i + 0.5) * scale - 0.5;
          };
      place = mode == Mode.LINEAR ? Math.max(place, 0) : place;
      int base = (int) Math.floor(place);
      double t = place - base;
      for (int k = 0; k < taps; k++) {
        int pixel = base + k - (taps == 4 ? 1 : 0);
        index[k][i] = Math.min(Math.max(pixel, 0), in - 1);
        weight[k][i] = taps == 1 ? 1 : taps == 2 ? (k == 0 ? 1 - t : t) : keys(k, t);
      }
    }
    Tensor y = null;
    int[] row = new int[x.rank() - axis];
    Arrays.fill(row, 1);
    row[0] = out;
    for (int k = 0; k < taps; k++) {
      Tensor pixels = x.indexSelect(axis, Tensor.of(x.backend(), index[k], Shape.of(out)));
      if (taps > 1) {
        Tensor w = Tensor.of(x.backend(), weight[k], Shape.of(row)).to(x.dtype().toFloat());
        pixels = pixels.times(w);
        if (Arrays.stream(weight[k]).anyMatch(v -> v == 0)) { // nothing of a pixel is not 0·∞
          pixels = w.eq(0).where(pixels.zerosLike(), pixels);
        }
      }
      y = y == null ? pixels : y.plus(pixels);
    }
    return java.util.Objects.requireNonNull(y);
  }

  /** Weight of tap k (0 … 3) at a fraction t, Keys (1981) with a = −0.75. */
  private static double keys(int k, double t) {
    double d = Math.abs(t - (k - 1));
    double a = -0.75;
    return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  }

  // ---- grids ----

  /**
   * The grid [N, S…, n] that affine maps [N, n, n + 1] make of places in [−1, 1].
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
    double[] base = new double[Shape.of(count, n + 1).size()];
    int[] at = new int[n];
    for (int i = 0; i < count; i++) {
      for (int a = 0; a < n; a++) {
        int length = space[a];
        double u =
            length == 1
                ? 0
                : alignCorners ? 2.0 * at[a] / (length - 1) - 1 : (2.0 * at[a] + 1) / length - 1;
        base[i * (n + 1) + n - 1 - a] = u; // coordinates begin with the last axis
      }
      base[i * (n + 1) + n] = 1;
      for (int d = n - 1; d >= 0 && ++at[d] == space[d]; d--) {
        at[d] = 0;
      }
    }
    Tensor places = Tensor.of(theta.backend(), base, Shape.of(count, n + 1)).to(theta.dtype());
    Shape grid = Shape.of(size[0]).concat(Shape.of(space)).concat(Shape.of(n));
    return places.matmul(theta.transpose(1, 2)).reshape(grid);
  }

  /**
   * The image [N, C, S…] at places of a grid [N, P…, n]: coordinates in [−1, 1], last axis first.
   * Differentiable in both.
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
    Tensor[] place = new Tensor[n];
    for (int a = 0; a < n; a++) {
      Tensor u = grid.slice(grid.rank() - 1, io.cotangent.Slice.at(n - 1 - a));
      int length = x.dim(2 + a);
      Tensor pixel =
          alignCorners
              ? u.plus(1).times((length - 1) / 2.0)
              : u.plus(1).times(length / 2.0).minus(0.5);
      place[a] = mode == Mode.CUBIC ? pixel : inside(pixel, length, outside, alignCorners);
    }
    return mode == Mode.NEAREST
        ? pixels(x, rounded(place), outside)
        : mode == Mode.LINEAR ? corners(x, place, outside) : cubic(x, place, outside, alignCorners);
  }

  private static Tensor[] rounded(Tensor[] place) {
    Tensor[] r = new Tensor[place.length];
    Arrays.setAll(r, a -> place[a].detach().round());
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

  /** The sum over the 2ⁿ pixels around each place, weighted by how near they are. */
  private static Tensor corners(Tensor x, Tensor[] place, Outside outside) {
    int n = place.length;
    Tensor[] low = new Tensor[n];
    Tensor[] t = new Tensor[n];
    for (int a = 0; a < n; a++) {
      low[a] = place[a].detach().floor();
      t[a] = place[a].minus(low[a]);
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

  private static Tensor cubic(Tensor x, Tensor[] place, Outside outside, boolean align) {
    Tensor[] low = {place[0].detach().floor(), place[1].detach().floor()};
    Tensor[] t = {place[0].minus(low[0]), place[1].minus(low[1])};
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

  /** As {@link #keys(int, double)}, differentiable in t. */
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
    Shape places = at[0].shape().range(1, at[0].rank());
    int count = places.size();
    int size = x.shape().range(2, x.rank()).size();
    Tensor index =
        java.util.Objects.requireNonNull(flat)
            .reshape(x.dim(0), 1, count)
            .expand(x.dim(0), x.dim(1), count);
    Tensor found =
        x.reshape(x.dim(0), x.dim(1), size)
            .gather(2, index)
            .reshape(Shape.of(x.dim(0), x.dim(1)).concat(places));
    return java.util.Objects.requireNonNull(seen).unsqueeze(1).where(found, found.zerosLike());
  }

  // ---- pixels rearranged ----

  /** [N…, C·r², H, W] to [N…, C, H·r, W·r] (Shi et al. 2016). */
  public static Tensor pixelShuffle(Tensor x, int factor) {
    image("pixelShuffle", x, factor);
    int c = x.dim(-3);
    if (c % ((long) factor * factor) != 0) {
      throw new ShapeException(
          "pixelShuffle: " + c + " channels of " + x.shape() + " do not make squares of " + factor);
    }
    int h = x.dim(-2);
    int w = x.dim(-1);
    Shape lead = x.shape().range(0, x.rank() - 3);
    int l = lead.rank();
    Tensor t = x.reshape(lead.concat(Shape.of(c / factor / factor, factor, factor, h, w)));
    int[] order = order(l, l, l + 3, l + 1, l + 4, l + 2);
    int height = Shape.length("pixelShuffle", (long) h * factor);
    int width = Shape.length("pixelShuffle", (long) w * factor);
    return t.permute(order).reshape(lead.concat(Shape.of(c / factor / factor, height, width)));
  }

  /** [N…, C, H·r, W·r] to [N…, C·r², H, W]. */
  public static Tensor pixelUnshuffle(Tensor x, int factor) {
    image("pixelUnshuffle", x, factor);
    int c = x.dim(-3);
    int h = x.dim(-2);
    int w = x.dim(-1);
    if (h % factor != 0 || w % factor != 0) {
      throw new ShapeException(
          "pixelUnshuffle: " + x.shape() + " does not divide into squares of " + factor);
    }
    Shape lead = x.shape().range(0, x.rank() - 3);
    int l = lead.rank();
    Tensor t = x.reshape(lead.concat(Shape.of(c, h / factor, factor, w / factor, factor)));
    int[] order = order(l, l, l + 2, l + 4, l + 1, l + 3);
    int channels = Shape.length("pixelUnshuffle", Math.min((long) factor * factor, 1L << 32) * c);
    return t.permute(order).reshape(lead.concat(Shape.of(channels, h / factor, w / factor)));
  }

  private static int[] order(int lead, int... rest) {
    int[] o = new int[lead + rest.length];
    Arrays.setAll(o, i -> i < lead ? i : rest[i - lead]);
    return o;
  }

  private static void image(String op, Tensor x, int factor) {
    if (x.rank() < 3 || factor < 1) {
      throw new ShapeException(
          op + ": takes [N…, C, H, W] and a factor from 1 on, got " + x.shape() + " and " + factor);
    }
  }

  /** Channels of [N, C, S…] in another order: group by group to place by place (Zhang 2018). */
  public static Tensor channelShuffle(Tensor x, int groups) {
    if (x.rank() < 2 || groups < 1 || x.dim(1) % groups != 0) {
      throw new ShapeException(
          "channelShuffle: the channels of " + x.shape() + " do not form " + groups + " groups");
    }
    Shape rest = x.shape().range(2, x.rank());
    Tensor t = x.reshape(Shape.of(x.dim(0), groups, x.dim(1) / groups).concat(rest));
    return t.transpose(1, 2).reshape(x.shape());
  }
}
