package io.cotangent.op;

import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Indices (I64) at which values would be inserted into sorted rows so that they stay sorted; NaN
 * counts as largest. Inputs: sorted [R…, n], or a single row [n]; values [R…, m], for a single row
 * of any shape. Output: of the shape of the values.
 *
 * @param right whether values are inserted after equal elements, not before
 */
public record SearchSorted(boolean right) implements Op {
  @Override
  public String label() {
    return "searchSorted";
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor sorted = in[0];
    Tensor values = in[1];
    boolean single = sorted.rank() == 1;
    if (sorted.rank() == 0) {
      throw new ShapeException("searchSorted: sorted must have rows, got a scalar");
    }
    if (!single
        && (sorted.rank() != values.rank()
            || !sorted
                .shape()
                .range(0, sorted.rank() - 1)
                .equals(values.shape().range(0, values.rank() - 1)))) {
      throw new ShapeException(
          "searchSorted: sorted "
              + sorted.shape()
              + " and values "
              + values.shape()
              + " must have the same rows, or sorted be one row");
    }
    double[] s = sorted.toDoubles();
    double[] v = values.toDoubles();
    int n = sorted.dim(-1);
    int width = single || values.rank() == 0 ? Math.max(v.length, 1) : Math.max(values.dim(-1), 1);
    long[] r = new long[v.length];
    for (int i = 0; i < r.length; i++) {
      int base = single ? 0 : i / width * n;
      int low = 0;
      int high = n;
      while (low < high) {
        int middle = (low + high) >>> 1;
        double at = s[base + middle];
        boolean before = right ? !(at > v[i]) : Double.isNaN(v[i]) ? !Double.isNaN(at) : at < v[i];
        low = before ? middle + 1 : low;
        high = before ? high : middle;
      }
      r[i] = low;
    }
    return Tensor.of(values.backend(), r, values.shape());
  }

  /** Null: the indices do not depend smoothly on the values. */
  @Override
  public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return null;
  }
}
