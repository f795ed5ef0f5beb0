package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The tensor from its other end on around the spatial axes of [N, C, L]. */
public final class CircularPad1d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right). */
  public CircularPad1d(int... widths) {
    super(1, PadMode.CIRCULAR, widths);
  }
}
