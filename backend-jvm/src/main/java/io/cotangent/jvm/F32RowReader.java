package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;

import io.cotangent.Shape;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;

/**
 * The rows of an operand, expanded to a shape, along some axes: read where they lie if they are
 * dense, else copied one by one; a row that is the same for all is copied once.
 */
final class F32RowReader {
  private final int n;
  private final float[] source;
  private final Walk walk;
  private final boolean direct;
  private final boolean same;
  private boolean begun;

  /** Where the current row is. */
  final float[] row;

  /** Where in {@link #row} it begins. */
  int at;

  /** Before row {@code first}, of n elements. */
  F32RowReader(Operand x, Shape shape, int[] axes, int n, int first) {
    Layout layout = x.layout().expand(shape).moveToEnd(axes);
    this.n = n;
    source = data(x);
    walk = new Walk(layout);
    walk.seek(first * n);
    direct = layout.isDense();
    same = isSame(layout, axes.length);
    row = direct ? source : new float[n];
    at = direct ? layout.offset() + (first - 1) * n : 0;
  }

  private static boolean isSame(Layout layout, int inner) {
    for (int i = 0; i < layout.shape().rank() - inner; i++) {
      if (layout.shape().dim(i) > 1 && layout.stride(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Goes to the next row. */
  void next() {
    if (direct) {
      at += n;
    } else if (!same || !begun) {
      F32Strided.read(source, walk, row, 0, n);
      begun = true;
    }
  }
}
