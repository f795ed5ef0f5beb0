package io.cotangent.metric;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import java.util.Arrays;

/** Expected calibration error. */
final class CalibrationError implements Metric {
  private final double[] confidence;
  private final long[] right;
  private final long[] count;

  CalibrationError(int bins) {
    if (bins < 1) {
      throw new ArgumentException("calibrationError: " + bins + " bins; pass 1 or more");
    }
    confidence = new double[bins];
    right = new long[bins];
    count = new long[bins];
  }

  @Override
  public String name() {
    return "calibration_error";
  }

  @Override
  public boolean isLargerBetter() {
    return false;
  }

  @Override
  public void reset() {
    Arrays.fill(confidence, 0);
    Arrays.fill(right, 0);
    Arrays.fill(count, 0);
  }

  @Override
  public void add(Tensor prediction, Tensor target) {
    Scores s = Scores.of(name(), prediction, target);
    for (int i = 0; i < s.size(); i++) {
      if (s.label(i) >= 0) {
        int predicted = s.predicted(i);
        double[] row = s.row(i);
        double p =
            s.columns == 1
                ? 1 / (1 + StrictMath.exp(-Math.abs(row[0])))
                : StrictMath.exp(Perplexity.logSoftmax(row, predicted));
        // ((m − 1)/M, m/M]: rounded up, and what is NaN into the first
        int bin = (int) Math.max(0, Math.min(count.length, Math.ceil(p * count.length)) - 1);
        confidence[bin] += p;
        right[bin] += predicted == s.label(i) ? 1 : 0;
        count[bin]++;
      }
    }
  }

  @Override
  public double value() {
    long total = Arrays.stream(count).sum();
    if (total == 0) {
      throw Scores.empty(name());
    }
    double error = 0;
    for (int b = 0; b < count.length; b++) {
      error += Math.abs(right[b] - confidence[b]);
    }
    return error / total;
  }
}
