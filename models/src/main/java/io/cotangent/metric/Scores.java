package io.cotangent.metric;

import io.cotangent.ArgumentException;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;

/** Scores and classes of a batch, an example after another. */
final class Scores {
  /** Number of classes that have scores; 1 where a single score decides between two. */
  final int columns;

  private final double[] scores;
  private final long[] classes;

  private Scores(int columns, double[] scores, long[] classes) {
    this.columns = columns;
    this.scores = scores;
    this.classes = classes;
  }

  static Scores of(String metric, Tensor prediction, Tensor target) {
    Tensor p = prediction.detach();
    Tensor t = target.detach();
    boolean single = p.shape().equals(t.shape()) || (p.rank() == 2 && p.dim(1) == 1);
    boolean fits =
        single
            ? p.size() == t.size()
            : p.rank() >= 2
                && p.rank() == t.rank() + 1
                && p.dim(0) == t.dim(0)
                && p.shape().range(2, p.rank()).equals(t.shape().range(1, t.rank()));
    if (!fits || p.rank() == 0) {
      throw new ShapeException(
          metric
              + ": scores "
              + p.shape()
              + " and classes "
              + t.shape()
              + " do not fit; takes [N, C, S…] with [N, S…], or [N] or [N, 1] with [N]");
    }
    if (single) {
      return new Scores(1, p.toDoubles(), checked(metric, t, 2));
    }
    int c = p.dim(1);
    int[] order = new int[p.rank()];
    for (int i = 1; i < order.length - 1; i++) {
      order[i] = i + 1;
    }
    order[order.length - 1] = 1;
    return new Scores(c, p.permute(order).toDoubles(), checked(metric, t, c));
  }

  private static long[] checked(String metric, Tensor target, int count) {
    double[] values = target.toDoubles();
    long[] r = new long[values.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = (long) values[i];
      if (r[i] != values[i] || r[i] >= count) {
        throw new ArgumentException(
            metric
                + ": class "
                + values[i]
                + " of example "
                + i
                + " is not from 0 to "
                + (count - 1));
      }
    }
    return r;
  }

  int size() {
    return classes.length;
  }

  /** The class; negative where the example is left out. */
  int label(int i) {
    return (int) Math.max(-1, classes[i]);
  }

  /** The scores of an example. */
  double[] row(int i) {
    return Arrays.copyOfRange(scores, i * columns, (i + 1) * columns);
  }

  /** The class with the largest score, the lower one where two are equal. */
  int predicted(int i) {
    if (columns == 1) {
      return scores[i] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < columns; c++) {
      double s = scores[i * columns + c];
      double b = scores[i * columns + best];
      if (s > b || (Double.isNaN(b) && !Double.isNaN(s))) {
        best = c;
      }
    }
    return best;
  }

  /** How many classes come before the true one. */
  int rank(int i) {
    int label = label(i);
    if (columns == 1) {
      return predicted(i) == label ? 0 : 1;
    }
    double own = scores[i * columns + label];
    int before = 0;
    for (int c = 0; c < columns; c++) {
      double s = scores[i * columns + c];
      before += s > own || (s == own && c < label) || Double.isNaN(own) ? 1 : 0;
    }
    return before;
  }

  /** The score for class 1 of two. */
  double binary(String metric, int i) {
    if (columns > 2) {
      throw new ShapeException(metric + ": takes the scores of two classes, got " + columns);
    }
    return columns == 1 ? scores[i] : scores[2 * i + 1] - scores[2 * i];
  }

  static ArgumentException empty(String metric) {
    return new ArgumentException(metric + ": no example was added");
  }
}
