package io.cotangent.nn;

/** Zeros around the spatial axes of [N, C, D, H, W]; negative widths crop. */
public final class ZeroPad3d extends PadNd {
  private static final long serialVersionUID = 1;

  /**
   * With one number of elements for all sides, or one a side, (left, right, top, bottom, front,
   * back).
   */
  public ZeroPad3d(int... widths) {
    super(3, 0.0, widths);
  }
}
