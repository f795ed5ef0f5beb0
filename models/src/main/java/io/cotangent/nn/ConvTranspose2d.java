package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * A transposed convolution over two spatial axes: [N, in, H, W] to [N, out, P, Q], the adjoint of
 * {@link Conv2d} in its input; see {@link io.cotangent.op.Convolution#transposed}. W [in,
 * out/groups, K…] and b [out] begin uniform in ±1/√(out/groups·K), as PyTorch's do.
 */
public final class ConvTranspose2d extends ConvNd {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults, a kernel of one length along all axes. */
  public ConvTranspose2d(int in, int out, int kernel, Rng rng) {
    this(in, out, kernel, rng, c -> c);
  }

  /** With settings, a kernel of one length along all axes. */
  public ConvTranspose2d(
      int in, int out, int kernel, Rng rng, UnaryOperator<ConvSettings> settings) {
    super(2, true, in, out, Ints.of(kernel), rng, settings);
  }

  /** With settings and a kernel [H, W]. */
  public ConvTranspose2d(
      int in, int out, int[] kernel, Rng rng, UnaryOperator<ConvSettings> settings) {
    super(2, true, in, out, Ints.of(kernel), rng, settings);
  }
}
