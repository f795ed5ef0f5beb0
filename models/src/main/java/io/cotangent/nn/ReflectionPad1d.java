package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The mirrored tensor around the spatial axes of [N, C, L]; the edge is not repeated. */
public final class ReflectionPad1d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right). */
  public ReflectionPad1d(int... widths) {
    super(1, PadMode.REFLECT, widths);
  }
}
