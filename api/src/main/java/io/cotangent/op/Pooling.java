package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import java.util.Arrays;

/**
 * Pooling over the last axes of a tensor, as many as the kernel has; immutable settings.
 *
 * <pre>{@code
 * Tensor y = Pooling.of(3, 3).stride(2).padding(1).max(x);
 * }</pre>
 *
 * @param kernel lengths of a window, one an axis
 * @param stride steps between windows
 * @param padding elements around that count as −∞ for the maximum and as 0 for sums
 * @param dilation spacing of a window's elements; of maxima alone
 * @param ceil whether windows that reach beyond the end count, as long as they begin inside
 */
public record Pooling(Shape kernel, Ints stride, Ints padding, Ints dilation, boolean ceil) {
  /** Checks the settings. */
  public Pooling {
    for (int i = 0; i < kernel.rank(); i++) {
      if (kernel.dim(i) < 1 || stride.get(i) < 1 || dilation.get(i) < 1) {
        throw new ArgumentException(
            "pool: kernel, stride and dilation must be 1 or more, got "
                + kernel.dim(i)
                + ", "
                + stride.get(i)
                + ", "
                + dilation.get(i));
      }
      if (padding.get(i) < 0 || padding.get(i) > kernel.dim(i) / 2) {
        throw new ArgumentException(
            "pool: padding "
                + padding.get(i)
                + " must be between 0 and half the kernel, which has "
                + kernel.dim(i));
      }
    }
  }

  /** Windows side by side, no padding. */
  public static Pooling of(int... kernel) {
    int n = kernel.length;
    return new Pooling(
        Shape.of(kernel), Ints.of(kernel), Ints.filled(n, 0), Ints.filled(n, 1), false);
  }

  /** With other steps, for all axes or one an axis. */
  public Pooling stride(int... steps) {
    Ints s = Ints.of(steps).perAxis("pool: stride", kernel.rank());
    return new Pooling(kernel, s, padding, dilation, ceil);
  }

  /** With padding on both sides, for all axes or one an axis. */
  public Pooling padding(int... elements) {
    Ints p = Ints.of(elements).perAxis("pool: padding", kernel.rank());
    return new Pooling(kernel, stride, p, dilation, ceil);
  }

  /** With spaced elements, for all axes or one an axis. */
  public Pooling dilation(int... spacing) {
    Ints d = Ints.of(spacing).perAxis("pool: dilation", kernel.rank());
    return new Pooling(kernel, stride, padding, d, ceil);
  }

  /** With windows at the end that reach beyond it. */
  public Pooling ceil(boolean on) {
    return new Pooling(kernel, stride, padding, dilation, on);
  }

  private PlaneWindows windows(String op, Tensor x) {
    int n = kernel.rank();
    if (x.rank() < n) {
      throw new ShapeException(op + ": " + x.shape() + " has fewer axes than the kernel " + kernel);
    }
    int[] count = new int[n];
    for (int i = 0; i < n; i++) {
      int length = x.dim(x.rank() - n + i);
      long span = (long) dilation.get(i) * (kernel.dim(i) - 1) + 1;
      long padded = length + 2L * padding.get(i);
      long step = stride.get(i);
      long windows = Math.floorDiv(padded - span + (ceil ? step - 1 : 0), step) + 1;
      if (ceil && (windows - 1) * step >= length + (long) padding.get(i)) {
        windows--;
      }
      if (windows < 1 || length == 0) {
        throw new ShapeException(
            op
                + ": a window spans "
                + span
                + ", the axis with its padding has "
                + padded
                + ": "
                + x.shape());
      }
      Shape.length(op + ": all windows of an axis", (windows - 1) * step + span);
      count[i] = (int) windows;
    }
    return new PlaneWindows(kernel, stride, padding, dilation, Shape.of(count));
  }

  /** x as planes [L, S…]. */
  private static Tensor planes(Tensor x, int axes) {
    Shape plane = x.shape().range(x.rank() - axes, x.rank());
    return x.reshape(Shape.of(x.shape().range(0, x.rank() - axes).size()).concat(plane));
  }

  private Shape result(Tensor x, Shape count) {
    return x.shape().range(0, x.rank() - kernel.rank()).concat(count);
  }

  /** The largest element of every window; its gradient flows to the first of equals. */
  public Tensor max(Tensor x) {
    return maxWithIndices(x).values();
  }

  /** The largest elements, and their flat positions in the plane without padding. */
  public ValuesAndIndices maxWithIndices(Tensor x) {
    PlaneWindows w = windows("maxPool", x);
    Tensor planes = planes(x, kernel.rank());
    Tensor positions = new PlaneWindows.ArgMax(w).of(planes.detach());
    return pick(planes, positions, result(x, w.count()));
  }

  /** The elements of planes [L, S…] at flat positions [L, P…], in a shape. */
  private static ValuesAndIndices pick(Tensor planes, Tensor positions, Shape shape) {
    int lead = planes.dim(0);
    int size = planes.shape().range(1, planes.rank()).size();
    int count = positions.shape().range(1, positions.rank()).size();
    Tensor values = planes.reshape(lead, size).gather(1, positions.reshape(lead, count));
    return new ValuesAndIndices(values.reshape(shape), positions.reshape(shape));
  }

  /** The mean of every window, padding included. */
  public Tensor average(Tensor x) {
    return average(x, true);
  }

  /** The mean of every window, with padding counted or not. */
  public Tensor average(Tensor x, boolean countPadding) {
    PlaneWindows w = windows("avgPool", x);
    Shape outputs = w.count();
    double[] divisor = new double[outputs.size()];
    int[] at = new int[kernel.rank()];
    for (int i = 0; i < divisor.length; i++) {
      divisor[i] = 1;
      for (int a = 0; a < kernel.rank(); a++) {
        int length = x.dim(x.rank() - kernel.rank() + a);
        int pad = countPadding ? padding.get(a) : 0;
        int start = w.index(a, at[a], 0);
        divisor[i] *= Math.min((long) start + kernel.dim(a), length + pad) - Math.max(start, -pad);
      }
      for (int d = kernel.rank() - 1; d >= 0 && ++at[d] == w.count().dim(d); d--) {
        at[d] = 0;
      }
    }
    Tensor sum = sum("avgPool", x, w);
    return sum.div(Tensor.of(x.backend(), divisor, outputs).to(sum.dtype()));
  }

  /** The sum of every window divided by a number. */
  public Tensor average(Tensor x, double divisor) {
    if (divisor == 0) {
      throw new ArgumentException("avgPool: the divisor must not be 0");
    }
    return sum("avgPool", x, windows("avgPool", x)).div(divisor);
  }

  private Tensor sum(String op, Tensor x, PlaneWindows w) {
    for (int i = 0; i < dilation.size(); i++) {
      int d = dilation.get(i);
      if (d != 1) {
        throw new ArgumentException(op + ": dilation " + d + " is for maxima alone");
      }
    }
    Tensor planes = planes(x.to(x.dtype().toFloat()), kernel.rank());
    return new PlaneWindows.Sum(w).of(planes).reshape(result(x, w.count()));
  }

  /** (Σ xᵖ)^(1/p) of every window; where the sum is 0, so is the derivative. */
  public Tensor lp(Tensor x, double p) {
    Tensor sum = sum("lpPool", x.pow(p), windows("lpPool", x));
    return Masks.only(sum.ne(0), sum, t -> t.pow(1 / p));
  }

  // ---- adaptive ----

  /** Begin and end of cell i of o over an axis: ⌊iL/o⌋ and ⌈(i+1)L/o⌉. */
  private static int begin(int i, int length, int cells) {
    return (int) ((long) i * length / cells);
  }

  private static int end(int i, int length, int cells) {
    return (int) (((long) (i + 1) * length + cells - 1) / cells);
  }

  private static int[] adaptiveSize(String op, Tensor x, int[] size) {
    int n = size.length;
    if (x.rank() < n) {
      throw new ShapeException(
          op + ": " + x.shape() + " has fewer axes than the size " + Arrays.toString(size));
    }
    int[] s = size.clone();
    for (int i = 0; i < n; i++) {
      int length = x.dim(x.rank() - n + i);
      s[i] = s[i] == -1 ? length : s[i];
      if (s[i] < 0 || length == 0) {
        throw new ShapeException(op + ": cannot make " + s[i] + " cells of " + x.shape());
      }
    }
    return s;
  }

  /**
   * Means of cells: cell i of o covers ⌊iL/o⌋ to ⌈(i+1)L/o⌉ of the last axes.
   *
   * @param size cells along each of the last axes; −1 keeps a length
   */
  public static Tensor adaptiveAverage(Tensor x, int... size) {
    int[] s = adaptiveSize("adaptiveAvgPool", x, size);
    DType t = x.dtype().toFloat();
    Tensor y = x.to(t);
    for (int a = 0; a < s.length; a++) {
      int axis = x.rank() - s.length + a;
      int length = x.dim(axis);
      if (length != s[a]) {
        y = length % Math.max(s[a], 1) == 0 ? even(y, axis, s[a]) : uneven(y, axis, s[a]);
      }
    }
    return y;
  }

  /** Means of cells of one length. */
  private static Tensor even(Tensor x, int axis, int cells) {
    if (cells == 0) {
      return x.slice(axis, Slice.until(0));
    }
    return x.unflatten(axis, cells, x.dim(axis) / cells).mean(axis + 1);
  }

  /** Means of cells whose lengths differ: each a row, filled up with zeros. */
  private static Tensor uneven(Tensor x, int axis, int cells) {
    int length = x.dim(axis);
    int widest = 0;
    for (int i = 0; i < cells; i++) {
      widest = Math.max(widest, end(i, length, cells) - begin(i, length, cells));
    }
    int size = Shape.of(cells, widest).size();
    long[] index = new long[size];
    boolean[] holds = new boolean[size];
    double[] count = new double[cells];
    for (int i = 0; i < cells; i++) {
      int from = begin(i, length, cells);
      int to = end(i, length, cells);
      count[i] = to - from;
      for (int k = 0; k < widest; k++) {
        holds[i * widest + k] = from + k < to;
        index[i * widest + k] = Math.min(from + k, to - 1);
      }
    }
    int[] tail = new int[x.rank() - axis - 1];
    Arrays.fill(tail, 1);
    Shape one = Shape.of(tail);
    Tensor seen = Tensor.of(x.backend(), holds, Shape.of(cells, widest).concat(one));
    Tensor rows =
        x.indexSelect(axis, Tensor.of(x.backend(), index, Shape.of(size)))
            .unflatten(axis, cells, widest);
    Tensor sum = seen.where(rows, rows.zerosLike()).sum(axis + 1);
    return sum.div(Tensor.of(x.backend(), count, Shape.of(cells).concat(one)).to(x.dtype()));
  }

  /** Largest elements of cells, as {@link #adaptiveAverage} has them, and their flat positions. */
  public static ValuesAndIndices adaptiveMax(Tensor x, int... size) {
    int[] s = adaptiveSize("adaptiveMaxPool", x, size);
    int n = s.length;
    int[] lengths = Arrays.copyOfRange(x.shape().dims(), x.rank() - n, x.rank());
    Shape outputs = Shape.of(s);
    int[] most = new int[n];
    Arrays.setAll(most, a -> s[a] == 0 ? 1 : (lengths[a] - 1) / s[a] + 2);
    int widest = Shape.of(most).size();
    long[] table = new long[Shape.of(outputs.size(), widest).size()];
    int[] at = new int[n];
    for (int i = 0; i < outputs.size(); i++) {
      fillCell(table, i * widest, widest, at, s, lengths);
      for (int d = n - 1; d >= 0 && ++at[d] == s[d]; d--) {
        at[d] = 0;
      }
    }
    Tensor planes = planes(x, n);
    int lead = planes.dim(0);
    Tensor cells = Tensor.of(x.backend(), table, Shape.of(1, table.length));
    Tensor flat = planes.detach().reshape(lead, -1);
    Tensor seen = flat.gather(1, cells.expand(lead, table.length));
    Tensor best = seen.reshape(lead, outputs.size(), widest).argmax(-1).unsqueeze(-1);
    Tensor positions =
        cells.reshape(1, outputs.size(), widest).expand(lead, outputs.size(), widest);
    Shape shape = x.shape().range(0, x.rank() - n).concat(outputs);
    return pick(planes, positions.gather(-1, best).squeeze(-1), shape);
  }

  /** The flat positions of a cell in order; what is left of the row repeats the last. */
  private static void fillCell(
      long[] table, int start, int widest, int[] cell, int[] size, int[] lengths) {
    int n = size.length;
    int[] index = new int[n];
    for (int a = 0; a < n; a++) {
      index[a] = begin(cell[a], lengths[a], size[a]);
    }
    int k = 0;
    boolean more = true;
    while (more) {
      long flat = 0;
      for (int a = 0; a < n; a++) {
        flat = flat * lengths[a] + index[a];
      }
      table[start + k++] = flat;
      int d = n - 1;
      while (d >= 0 && ++index[d] == end(cell[d], lengths[d], size[d])) {
        index[d] = begin(cell[d], lengths[d], size[d]);
        d--;
      }
      more = d >= 0;
    }
    Arrays.fill(table, start + k, start + widest, table[start + k - 1]);
  }
}
