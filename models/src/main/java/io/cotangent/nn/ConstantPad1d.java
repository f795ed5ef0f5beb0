package io.cotangent.nn;

/** A value around the spatial axes of [N, C, L]; negative widths crop. */
public final class ConstantPad1d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With as many elements of a value on all sides. */
  public ConstantPad1d(int width, double value) {
    this(new int[] {width}, value);
  }

  /** With the numbers of elements on each side, (left, right). */
  public ConstantPad1d(int[] widths, double value) {
    super(1, value, widths);
  }
}
