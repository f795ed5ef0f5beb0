package io.cotangent.jvm;

import io.cotangent.op.CrossCorrelation.Geometry;
import io.cotangent.op.PlaneWindows;

/**
 * Windows over the last axes of a tensor, up to three of them, as over three: missing ones in front
 * have length 1. All arrays have three entries.
 *
 * @param size of the input
 * @param before elements that are thought to stand in front of each axis
 * @param count positions of the window
 */
record Space(int[] size, int[] kernel, int[] stride, int[] before, int[] dilation, int[] count) {
  /** What the kernels can do: one to three axes. */
  static boolean fits(int axes) {
    return axes >= 1 && axes <= 3;
  }

  static Space of(Geometry g, int[] size, int[] kernel) {
    int[] count = new int[size.length];
    for (int i = 0; i < count.length; i++) {
      count[i] = g.positions(i, size[i], kernel[i]);
    }
    return new Space(
        three(size, 1),
        three(kernel, 1),
        three(g.stride().toArray(), 1),
        three(g.padding().toArray(), 0),
        three(g.dilation().toArray(), 1),
        three(count, 1));
  }

  static Space of(PlaneWindows w, int[] size) {
    return new Space(
        three(size, 1),
        three(w.kernel().dims(), 1),
        three(w.stride().toArray(), 1),
        three(w.before().toArray(), 0),
        three(w.dilation().toArray(), 1),
        three(w.count().dims(), 1));
  }

  private static int[] three(int[] values, int missing) {
    int[] r = {missing, missing, missing};
    System.arraycopy(values, 0, r, 3 - values.length, values.length);
    return r;
  }

  private static int product(int[] a) {
    return a[0] * a[1] * a[2];
  }

  /** Elements of an input plane. */
  int plane() {
    return product(size);
  }

  /** Elements of a window. */
  int volume() {
    return product(kernel);
  }

  /** Positions of the window. */
  int positions() {
    return product(count);
  }

  /** Whether windows are the elements themselves. */
  boolean isPointwise() {
    return volume() == 1 && positions() == plane() && before[0] + before[1] + before[2] == 0;
  }

  /** Where element k of the window at position p stands on an axis; may be outside. */
  int index(int axis, int p, int k) {
    return p * stride[axis] - before[axis] + k * dilation[axis];
  }

  /** The first position at which element k of the window is inside of the last axis. */
  int first(int k) {
    int offset = k * dilation[2] - before[2];
    return offset >= 0 ? 0 : Math.min((-offset + stride[2] - 1) / stride[2], count[2]);
  }

  /**
   * The position after the last one at which element k of the window is inside of the last axis.
   */
  int end(int k) {
    int room = size[2] - 1 - (k * dilation[2] - before[2]);
    return room < 0 ? 0 : Math.min(room / stride[2] + 1, count[2]);
  }
}
