package io.cotangent.spi;

import io.cotangent.Shape;
import java.util.Arrays;

/**
 * Adds elements of floating point at indices along an axis. However many meet at one index, they
 * are added in F64 and rounded once.
 */
final class ScatterAdd {
  private ScatterAdd() {}

  static void run(Operand src, int axis, Operand index, Operand out) {
    if (index.shape().size() == 0) {
      return;
    }
    boolean whole = index.shape().without(axis).equals(out.shape().without(axis));
    boolean dense = src.layout().isDense() && out.layout().isDense();
    if (whole && dense && ElementLoops.isAlongAxis(index, axis)) {
      rows(src, axis, index, out);
    } else {
      lines(src, axis, index, out);
    }
  }

  private static int target(Operand index, int at, int length) {
    long i = ((Elements) index.buffer()).getLong(at);
    return Shape.index("scatterAdd: index", i, length, true);
  }

  /** Slices of out, each with its sources: the index is the same across the axis. */
  private static void rows(Operand src, int axis, Operand index, Operand out) {
    Elements from = (Elements) src.buffer();
    Elements to = (Elements) out.buffer();
    int length = out.shape().dim(axis);
    int count = index.shape().dim(axis);
    int inner = out.shape().range(axis + 1, out.shape().rank()).size();
    int outer = out.shape().range(0, axis).size();
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      int at = index.layout().offset() + i * index.layout().stride(axis);
      order[i] = (long) target(index, at, length) << 32 | i;
    }
    Arrays.sort(order);
    double[] sum = new double[inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < count; ) {
        int target = (int) (order[i] >>> 32);
        int into = out.layout().offset() + (o * length + target) * inner;
        for (int k = 0; k < inner; k++) {
          sum[k] = to.getDouble(into + k);
        }
        for (; i < count && (int) (order[i] >>> 32) == target; i++) {
          int at = src.layout().offset() + (o * count + (int) order[i]) * inner;
          for (int k = 0; k < inner; k++) {
            sum[k] += from.getDouble(at + k);
          }
        }
        for (int k = 0; k < inner; k++) {
          to.setDouble(into + k, sum[k]);
        }
      }
    }
  }

  /** Each line along the axis has an index of its own. */
  private static void lines(Operand src, int axis, Operand index, Operand out) {
    Elements from = (Elements) src.buffer();
    Elements to = (Elements) out.buffer();
    int length = out.shape().dim(axis);
    int count = index.shape().dim(axis);
    int stride = out.layout().stride(axis);
    Layout seen = out.layout();
    for (int d = 0; d < index.shape().rank(); d++) {
      seen = d == axis ? seen : seen.slice(d, 0, 1, index.shape().dim(d));
    }
    Walk line = new Walk(seen.select(axis, 0));
    Walk i = new Walk(index.layout().moveToEnd(axis));
    Walk s = new Walk(src.layout().moveToEnd(axis));
    int lines = index.shape().size() / count;
    double[] sum = new double[length];
    boolean[] touched = new boolean[length];
    int[] targets = new int[count];
    for (int r = 0; r < lines; r++) {
      for (int k = 0; k < count; k++) {
        int target = target(index, i.at, length);
        if (!touched[target]) {
          sum[target] = to.getDouble(line.at + target * stride);
          touched[target] = true;
        }
        sum[target] += from.getDouble(s.at);
        targets[k] = target;
        i.advance(1);
        s.advance(1);
      }
      for (int target : targets) {
        if (touched[target]) {
          to.setDouble(line.at + target * stride, sum[target]);
          touched[target] = false;
        }
      }
      line.advance(1);
    }
  }
}
