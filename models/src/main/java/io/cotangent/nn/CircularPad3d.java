package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The tensor from its other end on around the spatial axes of [N, C, D, H, W]. */
public final class CircularPad3d extends PadNd {
  private static final long serialVersionUID = 1;

  /**
   * With one number of elements for all sides, or one a side, (left, right, top, bottom, front,
   * back).
   */
  public CircularPad3d(int... widths) {
    super(3, PadMode.CIRCULAR, widths);
  }
}
