package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The mirrored tensor around the spatial axes of [N, C, H, W]; the edge is not repeated. */
public final class ReflectionPad2d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right, top, bottom). */
  public ReflectionPad2d(int... widths) {
    super(2, PadMode.REFLECT, widths);
  }
}
