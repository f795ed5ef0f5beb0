package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.op.Resampling;

/**
 * [N, C, S…] with lengths ⌊S·factor⌋; see {@link Resampling#interpolate} for the modes.
 *
 * <pre>{@code
 * Layer twice = new Upsample(2, Resampling.Mode.LINEAR);
 * }</pre>
 */
public final class Upsample extends Layer {
  private static final long serialVersionUID = 1;

  private final double factor;
  private final Resampling.Mode mode;
  private final boolean alignCorners;

  /** By repeated pixels, as PyTorch has it. */
  public Upsample(double factor) {
    this(factor, Resampling.Mode.NEAREST);
  }

  /** In a mode. */
  public Upsample(double factor, Resampling.Mode mode) {
    this(factor, mode, false);
  }

  /** In a mode, with corner pixels that keep their place or not. */
  public Upsample(double factor, Resampling.Mode mode, boolean alignCorners) {
    if (!(factor > 0)) {
      throw new ArgumentException("Upsample: factor " + factor + " must be positive");
    }
    this.factor = factor;
    this.mode = mode;
    this.alignCorners = alignCorners;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Resampling.scale(x, mode, alignCorners, factor);
  }

  @Override
  protected String describe() {
    return "Upsample × " + factor;
  }
}
