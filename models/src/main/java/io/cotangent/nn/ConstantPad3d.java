package io.cotangent.nn;

/** A value around the spatial axes of [N, C, D, H, W]; negative widths crop. */
public final class ConstantPad3d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With as many elements of a value on all sides. */
  public ConstantPad3d(int width, double value) {
    this(new int[] {width}, value);
  }

  /** With the numbers of elements on each side, (left, right, top, bottom, front, back). */
  public ConstantPad3d(int[] widths, double value) {
    super(3, value, widths);
  }
}
