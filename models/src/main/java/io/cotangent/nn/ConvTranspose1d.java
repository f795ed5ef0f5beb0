package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * A transposed convolution over one spatial axis: [N, in, L] to [N, out, P], the adjoint of {@link
 * Conv1d} in its input; see {@link io.cotangent.op.Convolution#transposed}. W [in, out/groups, K…]
 * and b [out] begin uniform in ±1/√(out/groups·K), as PyTorch's do.
 */
public final class ConvTranspose1d extends ConvNd {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults. */
  public ConvTranspose1d(int in, int out, int kernel, Rng rng) {
    this(in, out, kernel, rng, c -> c);
  }

  /** With settings. */
  public ConvTranspose1d(
      int in, int out, int kernel, Rng rng, UnaryOperator<ConvSettings> settings) {
    super(1, true, in, out, Ints.of(kernel), rng, settings);
  }
}
