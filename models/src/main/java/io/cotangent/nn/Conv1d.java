package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * A convolution over one spatial axis: [N, in, L] to [N, out, P]; see {@link
 * io.cotangent.op.Convolution}. W [out, in/groups, K…] and b [out] begin uniform in
 * ±1/√(in/groups·K), as PyTorch's do.
 *
 * <pre>{@code
 * Layer conv = new Conv1d(16, 32, 3, rng, c -> c.stride(2).padding(1));
 * }</pre>
 */
public final class Conv1d extends ConvNd {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults. */
  public Conv1d(int in, int out, int kernel, Rng rng) {
    this(in, out, kernel, rng, c -> c);
  }

  /** With settings. */
  public Conv1d(int in, int out, int kernel, Rng rng, UnaryOperator<ConvSettings> settings) {
    super(1, false, in, out, Ints.of(kernel), rng, settings);
  }
}
