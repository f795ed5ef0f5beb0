package io.cotangent.nn;

import io.cotangent.op.PadMode;

/** The elements at the edge around the spatial axes of [N, C, H, W]. */
public final class ReplicationPad2d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right, top, bottom). */
  public ReplicationPad2d(int... widths) {
    super(2, PadMode.REPLICATE, widths);
  }
}
