package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.function.UnaryOperator;

/**
 * The adjoint of {@link Unfold}: columns [N, C·K, L] or [C·K, L] added up to images [N, C, H, W] or
 * [C, H, W]; where windows overlap, their elements are summed.
 */
public final class Fold extends Layer {
  private static final long serialVersionUID = 1;

  private final Ints size;
  private final Patches patches;

  /** To images [H, W], from windows of one length along both axes. */
  public Fold(int[] size, int kernel) {
    this(size, kernel, s -> s);
  }

  /** To images [H, W], from windows of one length along both axes, with settings. */
  public Fold(int[] size, int kernel, UnaryOperator<UnfoldSettings> settings) {
    this(size, new int[] {kernel, kernel}, settings);
  }

  /** To images [H, W], from windows [H, W], with settings. */
  public Fold(int[] size, int[] kernel, UnaryOperator<UnfoldSettings> settings) {
    this.size = Ints.of(size).perAxis("Fold: size", 2);
    patches =
        new Patches(
            Ints.of(kernel).perAxis("Fold: kernel", 2), settings.apply(UnfoldSettings.DEFAULT));
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() != 2 && x.rank() != 3) {
      throw new ShapeException(
          describe() + ": x must be [N, C·K, L] or [C·K, L], got " + x.shape());
    }
    return x.rank() == 2
        ? patches.sum(describe(), x.unsqueeze(0), size).squeeze(0)
        : patches.sum(describe(), x, size);
  }

  @Override
  protected String describe() {
    return "Fold " + patches.kernel() + " to " + size;
  }
}
