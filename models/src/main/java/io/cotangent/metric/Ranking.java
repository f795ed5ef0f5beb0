package io.cotangent.metric;

import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Measures of the order in which scores put the examples of two classes. */
final class Ranking implements Metric {
  private record Scored(double score, boolean positive) {}

  private final boolean area;
  private final List<Scored> all = new ArrayList<>();

  Ranking(boolean area) {
    this.area = area;
  }

  @Override
  public String name() {
    return area ? "roc_auc" : "average_precision";
  }

  @Override
  public void reset() {
    all.clear();
  }

  @Override
  public void add(Tensor prediction, Tensor target) {
    Scores s = Scores.of(name(), prediction, target);
    for (int i = 0; i < s.size(); i++) {
      if (s.label(i) >= 0) {
        all.add(new Scored(s.binary(name(), i), s.label(i) == 1));
      }
    }
  }

  @Override
  public double value() {
    if (all.isEmpty()) {
      throw Scores.empty(name());
    }
    List<Scored> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingDouble(Scored::score).reversed());
    double positives = sorted.stream().filter(Scored::positive).count();
    double negatives = sorted.size() - positives;
    double right = 0;
    double wrong = 0;
    double auc = 0;
    double precision = 0;
    for (int i = 0; i < sorted.size(); ) {
      int j = i;
      double p = 0;
      // 0.0 and −0.0 are one score.
      while (j < sorted.size() && sorted.get(j).score == sorted.get(i).score) {
        p += sorted.get(j++).positive ? 1 : 0;
      }
      j = Math.max(j, i + 1); // NaN equals nothing
      double n = j - i - p;
      auc += n * (right + p / 2);
      right += p;
      wrong += n;
      precision += p * right / (right + wrong);
      i = j;
    }
    if (sorted.stream().anyMatch(s -> Double.isNaN(s.score))) {
      return Double.NaN;
    }
    if (area) {
      return positives == 0 || negatives == 0 ? Double.NaN : auc / (positives * negatives);
    }
    return positives == 0 ? 0 : precision / positives;
  }
}
