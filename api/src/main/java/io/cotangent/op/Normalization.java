package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Normalizations: x̂ = (x − μ)/√(σ² + ε) with mean and biased variance over some axes, then a scale
 * and a shift.
 */
public final class Normalization {
  private Normalization() {}

  private static Tensor standardized(Tensor x, int[] axes, double epsilon) {
    Tensor centred = x.minus(x.mean(axes, true));
    Tensor variance = centred.square().mean(axes, true);
    return centred.times(variance.plus(epsilon).rsqrt());
  }

  private static Tensor affine(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
    Tensor y = weight == null ? x : x.times(weight);
    return bias == null ? y : y.plus(bias);
  }

  private static int[] range(int from, int to) {
    int[] r = new int[to - from];
    Arrays.setAll(r, i -> from + i);
    return r;
  }

  /** The last axes of x that a shape names. */
  private static int[] lastAxes(String op, Tensor x, int... shape) {
    int n = shape.length;
    if (n == 0
        || n > x.rank()
        || !x.shape().range(x.rank() - n, x.rank()).equals(Shape.of(shape))) {
      throw new ShapeException(
          op + ": x " + x.shape() + " must end in the normalized shape " + Shape.of(shape));
    }
    return range(x.rank() - n, x.rank());
  }

  private static void fits(String op, String what, @Nullable Tensor t, Shape shape) {
    if (t != null && !t.shape().equals(shape)) {
      throw new ShapeException(op + ": " + what + " " + t.shape() + " must be " + shape);
    }
  }

  /**
   * Over the last axes (Ba et al. 2016).
   *
   * @param shape lengths of the axes to normalize over
   * @param weight of that shape, or null for none
   * @param bias of that shape, or null for none
   */
  public static Tensor layerNorm(
      Tensor x, int[] shape, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
    int[] axes = lastAxes("layerNorm", x, shape);
    fits("layerNorm", "weight", weight, Shape.of(shape));
    fits("layerNorm", "bias", bias, Shape.of(shape));
    return affine(standardized(x, axes, epsilon), weight, bias);
  }

  /** x/√(mean(x²) + ε)·weight over the last axes (Zhang and Sennrich 2019). */
  public static Tensor rmsNorm(Tensor x, int[] shape, @Nullable Tensor weight, double epsilon) {
    int[] axes = lastAxes("rmsNorm", x, shape);
    fits("rmsNorm", "weight", weight, Shape.of(shape));
    return affine(x.times(x.square().mean(axes, true).plus(epsilon).rsqrt()), weight, null);
  }

  /** A vector [C] in the shape of the channels of [N, C, S…]. */
  private static @Nullable Tensor channels(
      String op, String what, Tensor x, @Nullable Tensor vector) {
    if (vector == null) {
      return null;
    }
    fits(op, what, vector, Shape.of(x.dim(1)));
    int[] d = new int[x.rank() - 1];
    Arrays.fill(d, 1);
    d[0] = x.dim(1);
    return vector.reshape(d);
  }

  private static void batch(String op, Tensor x, int leastRank) {
    if (x.rank() < leastRank) {
      throw new ShapeException(op + ": x " + x.shape() + " must be [N, C, S…]");
    }
  }

  /** The axes of [N, C, S…] but C. */
  private static int[] butChannels(Tensor x) {
    int[] axes = new int[x.rank() - 1];
    Arrays.setAll(axes, i -> i == 0 ? 0 : i + 1);
    return axes;
  }

  /**
   * What batch normalization gives in training.
   *
   * @param output normalized with the batch's mean and biased variance
   * @param mean of the batch, per channel
   * @param variance of the batch with divisor n − 1, per channel, as running statistics take it
   */
  public record BatchStatistics(Tensor output, Tensor mean, Tensor variance) {
    /** (1 − momentum)·old + momentum·batch. */
    public static Tensor blend(Tensor old, Tensor batch, double momentum) {
      return old.times(1 - momentum).plus(batch.detach().times(momentum));
    }
  }

  /**
   * Over all axes of [N, C, S…] but C, with the batch's statistics (Ioffe and Szegedy 2015).
   *
   * @throws ShapeException if there is one value a channel: its variance is not defined
   */
  public static BatchStatistics batchNorm(
      Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
    batch("batchNorm", x, 2);
    int n = x.size() / Math.max(x.dim(1), 1);
    if (n == 1) {
      throw new ShapeException(
          "batchNorm: training takes more than one value a channel, got " + x.shape());
    }
    int[] axes = butChannels(x);
    Tensor y =
        affine(
            standardized(x, axes, epsilon),
            channels("batchNorm", "weight", x, weight),
            channels("batchNorm", "bias", x, bias));
    Tensor still = x.detach();
    return new BatchStatistics(y, still.mean(axes), still.variance(axes, 1, false));
  }

  /** With given statistics per channel, as in evaluation. */
  public static Tensor batchNorm(
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double epsilon) {
    batch("batchNorm", x, 2);
    Tensor m = channels("batchNorm", "mean", x, mean);
    Tensor v = channels("batchNorm", "variance", x, variance);
    if (m == null || v == null) {
      throw new ArgumentException("batchNorm: evaluation needs mean and variance");
    }
    return affine(
        x.minus(m).times(v.plus(epsilon).rsqrt()),
        channels("batchNorm", "weight", x, weight),
        channels("batchNorm", "bias", x, bias));
  }

  /** Over the spatial axes of each channel of each example (Ulyanov et al. 2016). */
  public static Tensor instanceNorm(
      Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
    batch("instanceNorm", x, 3);
    return affine(
        standardized(x, range(2, x.rank()), epsilon),
        channels("instanceNorm", "weight", x, weight),
        channels("instanceNorm", "bias", x, bias));
  }

  /** Over groups of channels, and the spatial axes, of each example (Wu and He 2018). */
  public static Tensor groupNorm(
      Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
    batch("groupNorm", x, 2);
    if (groups < 1 || x.dim(1) % groups != 0) {
      throw new ShapeException(
          "groupNorm: the channels of " + x.shape() + " do not form " + groups + " groups");
    }
    int inner = x.size() / Math.max(x.dim(0) * groups, 1);
    Tensor t = standardized(x.reshape(x.dim(0), groups, inner), new int[] {2}, epsilon);
    return affine(
        t.reshape(x.shape()),
        channels("groupNorm", "weight", x, weight),
        channels("groupNorm", "bias", x, bias));
  }

  /**
   * x/(k + α·s/size)^β, s the sum of squares over the channels c − size/2 … c + (size − 1)/2
   * (Krizhevsky et al. 2012).
   */
  public static Tensor localResponseNorm(Tensor x, int size, double alpha, double beta, double k) {
    batch("localResponseNorm", x, 3);
    if (size < 1) {
      throw new ArgumentException("localResponseNorm: size " + size + " must be 1 or more");
    }
    int[] widths = new int[2 * (x.rank() - 1)];
    widths[widths.length - 2] = size / 2;
    widths[widths.length - 1] = (size - 1) / 2;
    Tensor padded = x.square().pad(0, widths);
    Tensor sum = padded.slice(1, Slice.of(0, x.dim(1)));
    for (int i = 1; i < size; i++) {
      sum = sum.plus(padded.slice(1, Slice.of(i, i + x.dim(1))));
    }
    return x.div(sum.times(alpha / size).plus(k).pow(beta));
  }

  /** g·v/‖v‖, the norm over all axes but the first (Salimans and Kingma 2016). */
  public static Tensor weightNorm(Tensor v, Tensor g) {
    Tensor norm = v.norm(2, range(1, v.rank()), true);
    return v.times(g.rank() == 1 ? g.reshape(norm.shape()).div(norm) : g.div(norm));
  }
}
