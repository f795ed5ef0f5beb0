package io.cotangent.metric;

import io.cotangent.Tensor;

/** exp of the mean cross-entropy. */
final class Perplexity implements Metric {
  private double sum;
  private long total;

  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public boolean isLargerBetter() {
    return false;
  }

  @Override
  public void reset() {
    sum = 0;
    total = 0;
  }

  @Override
  public void add(Tensor prediction, Tensor target) {
    Scores s = Scores.of(name(), prediction, target);
    for (int i = 0; i < s.size(); i++) {
      if (s.label(i) >= 0) {
        total++;
        sum -=
            s.columns == 1 ? logistic(s.row(i)[0], s.label(i)) : logSoftmax(s.row(i), s.label(i));
      }
    }
  }

  private static double logistic(double score, int label) {
    double x = label == 1 ? score : -score;
    return Math.min(x, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  static double logSoftmax(double[] scores, int label) {
    double most = Double.NEGATIVE_INFINITY;
    for (double x : scores) {
      most = Math.max(most, x);
    }
    double total = 0;
    for (double x : scores) {
      total += StrictMath.exp(x - most);
    }
    return scores[label] - most - StrictMath.log(total);
  }

  @Override
  public double value() {
    if (total == 0) {
      throw Scores.empty(name());
    }
    return StrictMath.exp(sum / total);
  }
}
