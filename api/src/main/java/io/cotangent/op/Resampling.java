package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;

/** Images resized, and their pixels rearranged; see {@link GridSampling} for sampling at a grid. */
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

  // ---- interpolate ----

  /**
   * The image [N, C, S…] in another size.
   *
   * @param size new lengths of the spatial axes, one for all or one each
   * @param alignCorners whether corner pixels keep their coordinates, i ↦ i·(in−1)/(out−1), or else
   *     their area, i ↦ (i + ½)·in/out − ½; for {@code LINEAR} and {@code CUBIC}
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
      double at =
          switch (mode) {
            case NEAREST -> Math.floor(whole ? (double) ((long) i * in / out) : i * scale);
            case NEAREST_EXACT ->
                Math.floor(whole ? (double) ((2L * i + 1) * in / (2L * out)) : (i + 0.5) * scale);
            default ->
                align ? (out > 1 ? (double) i * (in - 1) / (out - 1) : 0) : (i + 0.5) * scale - 0.5;
          };
      at = mode == Mode.LINEAR ? Math.max(at, 0) : at;
      int base = (int) Math.floor(at);
      double t = at - base;
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

  /** Channels of [N, C, S…] in another order: from group by group to interleaved (Zhang 2018). */
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
