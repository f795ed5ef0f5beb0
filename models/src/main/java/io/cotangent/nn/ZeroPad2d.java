package io.cotangent.nn;

/** Zeros around the spatial axes of [N, C, H, W]; negative widths crop. */
public final class ZeroPad2d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right, top, bottom). */
  public ZeroPad2d(int... widths) {
    super(2, 0.0, widths);
  }
}
