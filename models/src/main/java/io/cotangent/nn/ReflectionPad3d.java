package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The mirrored tensor around the spatial axes of [N, C, D, H, W]; the edge is not repeated. */
public final class ReflectionPad3d extends PadNd {
  private static final long serialVersionUID = 1;

  /**
   * With one number of elements for all sides, or one a side, (left, right, top, bottom, front,
   * back).
   */
  public ReflectionPad3d(int... widths) {
    super(3, PadMode.REFLECT, widths);
  }
}
