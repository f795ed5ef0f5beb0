package io.cotangent;

import java.util.Locale;

/** Prints tensors as NumPy does: nested brackets, six digits, long axes cut in the middle. */
final class TensorPrinter {
  private static final int FULL = 1000;
  private static final int EDGE = 3;

  private final double[] values;
  private final long[] integers;
  private final Shape shape;
  private final Shape full;
  private final DType dtype;
  private final boolean cut;
  private final StringBuilder out = new StringBuilder();

  private TensorPrinter(Tensor t) {
    cut = t.size() > FULL;
    Tensor shown = cut ? edges(t.detach()) : t.detach();
    boolean fractions = t.dtype().isFloat();
    values = fractions ? shown.toDoubles() : new double[0];
    integers = fractions ? new long[0] : shown.toLongs();
    shape = shown.shape();
    full = t.shape();
    dtype = t.dtype();
  }

  static String print(Tensor t) {
    TensorPrinter p = new TensorPrinter(t);
    p.axis(0, 0);
    return p.out + " " + t.dtype() + t.shape();
  }

  /** What is printed of a large tensor, from the longest axis on, so that no step is large. */
  private static Tensor edges(Tensor t) {
    Tensor e = t;
    for (int longest = longest(e); e.dim(longest) > 2 * EDGE; longest = longest(e)) {
      Tensor first = e.slice(longest, Slice.until(EDGE));
      e = Tensor.concat(longest, first, e.slice(longest, Slice.from(-EDGE)));
    }
    return e;
  }

  private static int longest(Tensor t) {
    int longest = 0;
    for (int a = 1; a < t.rank(); a++) {
      longest = t.dim(a) > t.dim(longest) ? a : longest;
    }
    return longest;
  }

  private void axis(int axis, int at) {
    if (axis == shape.rank()) {
      out.append(dtype.isFloat() ? number(values[at]) : number(integers[at]));
      return;
    }
    int n = shape.dim(axis);
    int stride = shape.range(axis + 1, shape.rank()).size();
    boolean last = axis == shape.rank() - 1;
    out.append('[');
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        out.append(last ? ", " : ",\n" + " ".repeat(axis + 1));
      }
      if (i == EDGE && n < full.dim(axis)) {
        out.append("...").append(last ? ", " : ",\n" + " ".repeat(axis + 1));
      }
      axis(axis + 1, at + i * stride);
    }
    out.append(']');
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.6g", v);
  }

  private String number(long v) {
    return dtype == DType.BOOL ? String.valueOf(v != 0) : String.valueOf(v);
  }
}
