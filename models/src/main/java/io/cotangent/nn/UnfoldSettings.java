package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Ints;

/**
 * Where the windows of {@link Unfold} and {@link Fold} stand, immutable: {@code u ->
 * u.stride(2).padding(1)}.
 *
 * @param dilation spacing of a window's elements along H and W
 * @param padding zeros around H and W
 * @param stride steps between windows along H and W
 */
public record UnfoldSettings(Ints dilation, Ints padding, Ints stride) {
  static final UnfoldSettings DEFAULT =
      new UnfoldSettings(Ints.filled(2, 1), Ints.filled(2, 0), Ints.filled(2, 1));

  /** Checks the settings. */
  public UnfoldSettings {
    for (int i = 0; i < 2; i++) {
      if (dilation.get(i) < 1 || stride.get(i) < 1 || padding.get(i) < 0) {
        throw new ArgumentException(
            "unfold: dilation "
                + dilation
                + " and stride "
                + stride
                + " must be 1 or more, padding "
                + padding
                + " 0 or more");
      }
    }
  }

  /** With spaced elements, for both axes or one an axis. */
  public UnfoldSettings dilation(int... spacing) {
    return new UnfoldSettings(Ints.of(spacing).perAxis("unfold: dilation", 2), padding, stride);
  }

  /** With zeros on both sides, for both axes or one an axis. */
  public UnfoldSettings padding(int... elements) {
    return new UnfoldSettings(dilation, Ints.of(elements).perAxis("unfold: padding", 2), stride);
  }

  /** With other steps, for both axes or one an axis. */
  public UnfoldSettings stride(int... steps) {
    return new UnfoldSettings(dilation, padding, Ints.of(steps).perAxis("unfold: stride", 2));
  }
}
