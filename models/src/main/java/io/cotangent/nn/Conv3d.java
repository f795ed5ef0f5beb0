package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * A convolution over three spatial axes: [N, in, D, H, W] to [N, out, P, Q, R]; see {@link
 * io.cotangent.op.Convolution}. W [out, in/groups, K…] and b [out] begin uniform in
 * ±1/√(in/groups·K), as PyTorch's do.
 *
 * <pre>{@code
 * Layer conv = new Conv3d(16, 32, 3, rng, c -> c.stride(2).padding(1));
 * }</pre>
 */
public final class Conv3d extends ConvNd {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults, a kernel of one length along all axes. */
  public Conv3d(int in, int out, int kernel, Rng rng) {
    this(in, out, kernel, rng, c -> c);
  }

  /** With settings, a kernel of one length along all axes. */
  public Conv3d(int in, int out, int kernel, Rng rng, UnaryOperator<ConvSettings> settings) {
    super(3, false, in, out, Ints.of(kernel), rng, settings);
  }

  /** With settings and a kernel [D, H, W]. */
  public Conv3d(int in, int out, int[] kernel, Rng rng, UnaryOperator<ConvSettings> settings) {
    super(3, false, in, out, Ints.of(kernel), rng, settings);
  }
}
