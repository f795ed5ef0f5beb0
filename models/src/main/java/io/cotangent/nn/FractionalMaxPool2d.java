package io.cotangent.nn;

import io.cotangent.random.Rng;

/**
 * The largest element of windows that overlap at random, so that [N, C, H, W] shrinks by a factor
 * that is no whole number (Graham 2014). The places are drawn anew at every call and for every
 * channel, in evaluation mode too, as PyTorch's.
 *
 * <pre>{@code
 * Layer pool = FractionalMaxPool2d.ratio(2, 0.7, rng);
 * }</pre>
 */
public final class FractionalMaxPool2d extends FractionalMaxPoolNd {
  private static final long serialVersionUID = 1;

  /** Windows of one length along all axes, to one length along all axes. */
  public FractionalMaxPool2d(int kernel, int size, Rng rng) {
    this(new int[] {kernel}, new int[] {size}, rng);
  }

  /** Windows [H, W], to a size [H, W]. */
  public FractionalMaxPool2d(int[] kernel, int[] size, Rng rng) {
    super(2, kernel, size, rng);
  }

  private FractionalMaxPool2d(int[] kernel, double[] ratio, Rng rng) {
    super(2, kernel, ratio, rng);
  }

  /** To ⌊length·ratio⌋ along all axes, 0 &lt; ratio &lt; 1. */
  public static FractionalMaxPool2d ratio(int kernel, double ratio, Rng rng) {
    return ratio(new int[] {kernel}, new double[] {ratio}, rng);
  }

  /** With windows [H, W], to ⌊length·ratio⌋ with a ratio for each axis. */
  public static FractionalMaxPool2d ratio(int[] kernel, double[] ratio, Rng rng) {
    return new FractionalMaxPool2d(kernel, ratio, rng);
  }
}
