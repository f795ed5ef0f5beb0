package io.cotangent.nn;

/** A value around the spatial axes of [N, C, H, W]; negative widths crop. */
public final class ConstantPad2d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With as many elements of a value on all sides. */
  public ConstantPad2d(int width, double value) {
    this(new int[] {width}, value);
  }

  /** With the numbers of elements on each side, (left, right, top, bottom). */
  public ConstantPad2d(int[] widths, double value) {
    super(2, value, widths);
  }
}
