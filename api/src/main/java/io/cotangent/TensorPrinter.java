package io.cotangent;

import java.util.Locale;

/** Prints tensors as NumPy does: nested brackets, six digits, long axes cut in the middle. */
final class TensorPrinter {
  private static final int FULL = 1000;
  private static final int EDGE = 3;

  private final double[] values;
  private final Shape shape;
  private final DType dtype;
  private final boolean cut;
  private final StringBuilder out = new StringBuilder();

  private TensorPrinter(Tensor t) {
    values = t.detach().toDoubles();
    shape = t.shape();
    dtype = t.dtype();
    cut = t.size() > FULL;
  }

  static String print(Tensor t) {
    TensorPrinter p = new TensorPrinter(t);
    p.axis(0, 0);
    return p.out + " " + t.dtype() + t.shape();
  }

  private void axis(int axis, int at) {
    if (axis == shape.rank()) {
      out.append(number(values[at]));
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
      if (cut && n > 2 * EDGE && i == EDGE) {
        out.append("...");
        i = n - EDGE - 1;
      } else {
        axis(axis + 1, at + i * stride);
      }
    }
    out.append(']');
  }

  private String number(double v) {
    if (dtype == DType.BOOL) {
      return v != 0 ? "true" : "false";
    }
    return dtype.isFloat() ? String.format(Locale.ROOT, "%.6g", v) : String.valueOf((long) v);
  }
}
