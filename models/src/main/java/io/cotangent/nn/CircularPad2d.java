package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The tensor from its other end on around the spatial axes of [N, C, H, W]. */
public final class CircularPad2d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right, top, bottom). */
  public CircularPad2d(int... widths) {
    super(2, PadMode.CIRCULAR, widths);
  }
}
