package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Tensor;
import java.util.function.UnaryOperator;

/**
 * Windows of images as columns: [N, C, H, W] to [N, C·K, L] for K elements of a window and L
 * windows, row by row; [C, H, W] to [C·K, L].
 *
 * <pre>{@code
 * Tensor columns = new Unfold(3, u -> u.padding(1)).apply(images);
 * }</pre>
 */
public final class Unfold extends Layer {
  private static final long serialVersionUID = 1;

  private final Patches patches;

  /** Windows of one length along both axes, at every place. */
  public Unfold(int kernel) {
    this(kernel, s -> s);
  }

  /** With settings, windows of one length along both axes. */
  public Unfold(int kernel, UnaryOperator<UnfoldSettings> settings) {
    this(new int[] {kernel, kernel}, settings);
  }

  /** With settings and windows [H, W]. */
  public Unfold(int[] kernel, UnaryOperator<UnfoldSettings> settings) {
    patches =
        new Patches(
            Ints.of(kernel).perAxis("Unfold: kernel", 2), settings.apply(UnfoldSettings.DEFAULT));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Spatial.require(describe(), x, 2);
    return x.rank() == 3
        ? patches.columns(describe(), x.unsqueeze(0)).squeeze(0)
        : patches.columns(describe(), x);
  }

  @Override
  protected String describe() {
    return "Unfold " + patches.kernel();
  }
}
