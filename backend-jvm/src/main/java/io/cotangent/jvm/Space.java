package io.cotangent.jvm;

import io.cotangent.op.CrossCorrelation.Geometry;
import io.cotangent.op.PlaneWindows;
import io.cotangent.spi.Operand;
import java.util.Arrays;

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

  /** Of a convolution of an input [N, C, S…] with a weight [O, C/groups, K…]. */
  static Space of(Geometry g, Operand input, Operand weight) {
    int[] size = after(2, input);
    int[] kernel = after(2, weight);
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

  /** Of windows over planes [L, S…]. */
  static Space of(PlaneWindows w, Operand planes) {
    return new Space(
        three(after(1, planes), 1),
        three(w.kernel().dims(), 1),
        three(w.stride().toArray(), 1),
        three(w.before().toArray(), 0),
        three(w.dilation().toArray(), 1),
        three(w.count().dims(), 1));
  }

  /** The lengths of all axes of an operand but the first few. */
  private static int[] after(int first, Operand x) {
    int[] d = x.shape().dims();
    return Arrays.copyOfRange(d, first, d.length);
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

  /** Where element k of the window at position p stands on an axis; −1 where that is outside. */
  int index(int axis, int p, int k) {
    long i = (long) p * stride[axis] - before[axis] + (long) k * dilation[axis];
    return i >= 0 && i < size[axis] ? (int) i : -1;
  }

  /** The first position at which element k of the window is inside of the last axis. */
  int first(int k) {
    long offset = (long) k * dilation[2] - before[2];
    return offset >= 0 ? 0 : (int) Math.min((-offset + stride[2] - 1) / stride[2], count[2]);
  }

  /**
   * The position after the last one at which element k of the window is inside of the last axis.
   */
  int end(int k) {
    long room = size[2] - 1 - ((long) k * dilation[2] - before[2]);
    return room < 0 ? 0 : (int) Math.min(room / stride[2] + 1, count[2]);
  }
}
