package io.cotangent.metric;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;

/** How often the class is among those with the largest scores. */
final class TopK implements Metric {
  private final String name;
  private final int k;
  private long right;
  private long total;

  TopK(String name, int k) {
    if (k < 1) {
      throw new ArgumentException("topK: k = " + k + " must be 1 or more");
    }
    this.name = name;
    this.k = k;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void reset() {
    right = 0;
    total = 0;
  }

  @Override
  public void add(Tensor prediction, Tensor target) {
    Scores s = Scores.of(name, prediction, target);
    for (int i = 0; i < s.size(); i++) {
      if (s.label(i) >= 0) {
        total++;
        right += s.rank(i) < k ? 1 : 0;
      }
    }
  }

  @Override
  public double value() {
    if (total == 0) {
      throw Scores.empty(name);
    }
    return (double) right / total;
  }
}
