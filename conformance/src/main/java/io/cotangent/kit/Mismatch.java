package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Tensor;
import java.util.Arrays;
import java.util.Locale;

/** Values that are not what they should be. The message says it all; there is no stack trace. */
final class Mismatch extends AssertionError {
  private static final long serialVersionUID = 1;

  Mismatch(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /**
   * Compares values: relative to their size, and to the largest where sums cancel.
   *
   * @param what names the tensor in the message
   * @param tolerance relative; 0 asks for the same numbers
   * @throws Mismatch if they differ
   */
  static void check(String what, Tensor actual, Tensor expected, double tolerance) {
    check(what, actual, expected, tolerance, 1);
  }

  /**
   * As {@link #check(String, Tensor, Tensor, double)}, but relative to the largest element however
   * small it is.
   */
  static void strictly(String what, Tensor actual, Tensor expected, double tolerance) {
    check(what, actual, expected, tolerance, 0);
  }

  private static void check(
      String what, Tensor actual, Tensor expected, double tolerance, double least) {
    if (!actual.shape().equals(expected.shape()) || actual.dtype() != expected.dtype()) {
      throw new Mismatch(
          what
              + " is "
              + actual.dtype()
              + actual.shape()
              + " instead of "
              + expected.dtype()
              + expected.shape());
    }
    double[] a = actual.toDoubles();
    double[] e = expected.toDoubles();
    double top = least;
    for (double v : e) {
      top = Double.isInfinite(v) || Double.isNaN(v) ? top : Math.max(top, Math.abs(v));
    }
    double scale = actual.dtype().isFloat() ? Math.min(top, 100) : 0;
    int first = -1;
    int wrong = 0;
    for (int i = 0; i < a.length; i++) {
      if (!agree(a[i], e[i], tolerance * Math.max(scale, Math.abs(e[i])))) {
        first = first < 0 ? i : first;
        wrong++;
      }
    }
    if (wrong > 0) {
      double allowed = tolerance * Math.max(scale, Math.abs(e[first]));
      throw new Mismatch(
          String.format(
              Locale.ROOT,
              "%s%s is %s instead of %s (%d of %d elements differ by more than %.1e)",
              what,
              actual.rank() == 0 ? "" : " at " + index(actual, first),
              number(actual, a[first]),
              number(actual, e[first]),
              wrong,
              a.length,
              allowed));
    }
  }

  private static boolean agree(double a, double e, double allowed) {
    return Double.compare(a + 0.0, e + 0.0) == 0 || Math.abs(a - e) <= allowed;
  }

  private static String number(Tensor x, double v) {
    return x.dtype() == DType.F32 ? Float.toString((float) v) : Double.toString(v);
  }

  private static String index(Tensor x, int flat) {
    int[] index = new int[x.rank()];
    int rest = flat;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % x.dim(axis);
      rest /= x.dim(axis);
    }
    return Arrays.toString(index);
  }
}
