package io.cotangent.metric;

import io.cotangent.Tensor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Precision, recall and F1, of class 1 or over all classes; 0/0 counts as 0. */
final class ClassRatio implements Metric {
  enum Kind {
    PRECISION,
    RECALL,
    F1;

    double of(double right, double predicted, double actual) {
      double below =
          switch (this) {
            case PRECISION -> predicted;
            case RECALL -> actual;
            case F1 -> (predicted + actual) / 2;
          };
      return below == 0 ? 0 : right / below;
    }
  }

  private final Kind kind;
  private final @Nullable Average average;
  private final ConfusionMatrix counts;

  ClassRatio(Kind kind, @Nullable Average average, int classes) {
    this.kind = kind;
    this.average = average;
    this.counts = new ConfusionMatrix(classes);
  }

  @Override
  public String name() {
    String n = kind.name().toLowerCase(Locale.ROOT);
    return average == null ? n : average.name().toLowerCase(Locale.ROOT) + "_" + n;
  }

  @Override
  public void reset() {
    counts.reset();
  }

  @Override
  public void add(Tensor prediction, Tensor target) {
    counts.add(prediction, target);
  }

  private double of(int c) {
    return kind.of(counts.count(c, c), counts.predicted(c), counts.actual(c));
  }

  @Override
  public double value() {
    long n = counts.total();
    if (n == 0) {
      throw Scores.empty(name());
    }
    if (average == null) {
      return of(1);
    }
    double sum = 0;
    int seen = 0;
    for (int c = 0; c < counts.classes(); c++) {
      double weight = average == Average.WEIGHTED ? (double) counts.actual(c) / n : 1;
      sum += weight * of(c);
      seen += counts.actual(c) + counts.predicted(c) > 0 ? 1 : 0;
    }
    return switch (average) {
      case MICRO -> kind.of(counts.right(), n, n);
      case MACRO -> sum / seen;
      case WEIGHTED -> sum;
    };
  }
}
