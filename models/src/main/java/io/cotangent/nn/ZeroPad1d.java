package io.cotangent.nn;

/** Zeros around the spatial axes of [N, C, L]; negative widths crop. */
public final class ZeroPad1d extends PadNd {
  private static final long serialVersionUID = 1;

  /** With one number of elements for all sides, or one a side, (left, right). */
  public ZeroPad1d(int... widths) {
    super(1, 0.0, widths);
  }
}
