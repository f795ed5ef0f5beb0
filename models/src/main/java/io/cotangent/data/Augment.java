package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * Random changes of pictures that leave their class as it is, to be joined with {@code then}.
 *
 * <pre>{@code
 * RandomMap<Image, Image> augment = Augment.crop(28, 28, 2).then(Augment.colour(0.2, 0.2, 0.2));
 * Dataset<Labeled<Image>> training = data.map(Labeled.map(augment), rng);
 * }</pre>
 */
public final class Augment {
  private Augment() {}

  private static double between(Rng rng, double low, double high) {
    return low + (high - low) * rng.nextDouble();
  }

  private static void requireProbability(String what, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentException(what + ": probability " + p + " is outside [0, 1]");
    }
  }

  private static void notNegative(String what, double... values) {
    for (double v : values) {
      if (!(v >= 0 && v < Double.POSITIVE_INFINITY)) {
        throw new ArgumentException(what + ": " + v + " must be finite and not negative");
      }
    }
  }

  /** A rectangle at a random place of the picture with zeros around it. */
  public static RandomMap<Image, Image> crop(int rows, int columns, int padding) {
    notNegative("crop: padding", padding);
    return (image, rng) -> {
      int down = image.height() + 2 * padding - rows;
      int right = image.width() + 2 * padding - columns;
      if (rows < 1 || columns < 1 || down < 0 || right < 0) {
        throw new ArgumentException(
            "crop: "
                + rows
                + " × "
                + columns
                + " pixels of "
                + image.height()
                + " × "
                + image.width()
                + " with "
                + padding
                + " around them");
      }
      int top = rng.nextInt(down + 1);
      int left = rng.nextInt(right + 1);
      return image.cropped(top - padding, left - padding, rows, columns);
    };
  }

  /** Left and right exchanged with a probability. */
  public static RandomMap<Image, Image> flip(double p) {
    requireProbability("flip", p);
    return (image, rng) -> rng.nextDouble() < p ? image.flippedHorizontally() : image;
  }

  /** Top and bottom exchanged with a probability. */
  public static RandomMap<Image, Image> flipVertically(double p) {
    requireProbability("flip", p);
    return (image, rng) -> rng.nextDouble() < p ? image.flippedVertically() : image;
  }

  /**
   * Turned, scaled, sheared and shifted at random.
   *
   * @param degrees the angle is between −degrees and degrees
   * @param shift at most this part of height and width
   * @param least the smallest factor of scale
   * @param most the largest
   * @param shear between −shear and shear
   */
  public static RandomMap<Image, Image> affine(
      double degrees, double shift, double least, double most, double shear) {
    notNegative("affine: degrees", degrees);
    notNegative("affine: shift", shift);
    notNegative("affine: shear", shear);
    if (!(least > 0 && least <= most && most < Double.POSITIVE_INFINITY)) {
      throw new ArgumentException(
          "affine: scales from " + least + " to " + most + " must be positive and in order");
    }
    return (image, rng) ->
        image.affine(
            between(rng, -degrees, degrees),
            between(rng, least, most),
            between(rng, -shear, shear),
            image.height() * between(rng, -shift, shift),
            image.width() * between(rng, -shift, shift));
  }

  /**
   * Brightness, contrast and saturation, in this order, each by a factor between max(0, 1 −
   * strength) and 1 + strength.
   */
  public static RandomMap<Image, Image> colour(
      double brightness, double contrast, double saturation) {
    notNegative("colour", brightness, contrast, saturation);
    return (image, rng) ->
        image
            .brightness(factor(rng, brightness))
            .contrast(factor(rng, contrast))
            .saturation(factor(rng, saturation));
  }

  private static double factor(Rng rng, double strength) {
    return between(rng, Math.max(0, 1 - strength), 1 + strength);
  }

  /**
   * Mixup (Zhang et al. 2018), for {@code DataLoader.Builder.map}: x becomes λ·x + (1 − λ)·x′ and y
   * the same mixture of probabilities [N, classes], where x′ are the batch's examples in a random
   * order and λ is drawn from Beta(α, α). Cross-entropy takes probabilities as targets.
   *
   * @param alpha positive; small ones mix little
   */
  public static RandomMap<Batch, Batch> mixup(int classes, double alpha) {
    if (classes < 1 || !(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new ArgumentException(
          "mixup: takes 1 or more classes and a positive alpha, got " + classes + " and " + alpha);
    }
    return (batch, rng) -> {
      double lambda = beta(alpha, rng);
      int[] order = rng.permutation(batch.size());
      Tensor other = Tensor.of(order);
      Tensor y = batch.y().oneHot(classes).to(DType.F32);
      return new Batch(mixed(batch.x(), other, lambda), mixed(y, other, lambda), batch.indices());
    };
  }

  private static Tensor mixed(Tensor t, Tensor other, double lambda) {
    return t.times(lambda).plus(t.indexSelect(0, other).times(1 - lambda));
  }

  /** A number of the distribution Beta(α, α). */
  private static double beta(double alpha, Rng rng) {
    double a = logGamma(alpha, rng);
    double b = logGamma(alpha, rng);
    return 1 / (1 + StrictMath.exp(b - a));
  }

  /** The logarithm of a number of Gamma(α, 1) (Marsaglia and Tsang 2000). */
  private static double logGamma(double alpha, Rng rng) {
    if (alpha < 1) {
      return logGamma(alpha + 1, rng) + StrictMath.log(1 - rng.nextDouble()) / alpha;
    }
    double d = alpha - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = rng.normals(1)[0];
      double v = 1 + c * x;
      v = v * v * v;
      double u = 1 - rng.nextDouble();
      if (v > 0 && StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return StrictMath.log(d) + StrictMath.log(v);
      }
    }
  }
}
