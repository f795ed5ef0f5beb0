package io.cotangent.metric;

import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Locale;

/** Measures of the differences between predicted and true numbers. */
final class Differences implements Metric {
  enum Kind {
    MAE,
    RMSE,
    R2
  }

  private final Kind kind;
  private long n;
  private double absolute;
  private double squares;
  private double origin;
  private double mean;
  private double spread;

  Differences(Kind kind) {
    this.kind = kind;
  }

  @Override
  public String name() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean isLargerBetter() {
    return kind == Kind.R2;
  }

  @Override
  public void reset() {
    n = 0;
    absolute = 0;
    squares = 0;
    mean = 0;
    spread = 0;
  }

  @Override
  public void add(Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          name()
              + ": prediction "
              + prediction.shape()
              + " and target "
              + target.shape()
              + " must have one shape");
    }
    double[] p = prediction.detach().toDoubles();
    double[] t = target.detach().toDoubles();
    for (int i = 0; i < p.length; i++) {
      double d = p[i] - t[i];
      absolute += Math.abs(d);
      squares += d * d;
      origin = n == 0 ? t[i] : origin;
      n++;
      // Welford 1962, about the first value, so that far targets lose no digits
      double shifted = t[i] - origin;
      double off = shifted - mean;
      mean += off / n;
      spread += off * (shifted - mean);
    }
  }

  @Override
  public double value() {
    if (n == 0) {
      throw Scores.empty(name());
    }
    return switch (kind) {
      case MAE -> absolute / n;
      case RMSE -> Math.sqrt(squares / n);
      case R2 -> n == 1 ? Double.NaN : spread == 0 ? (squares == 0 ? 1 : 0) : 1 - squares / spread;
    };
  }
}
