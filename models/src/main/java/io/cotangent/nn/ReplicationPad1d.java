package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The elements at the edge around the spatial axes of [N, C, L]. */
public final class ReplicationPad1d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right). */
  public ReplicationPad1d(int... widths) {
    super(1, PadMode.REPLICATE, widths);
  }
}
