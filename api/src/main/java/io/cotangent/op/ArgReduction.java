package io.cotangent.op;

/** The searches along an axis. */
public enum ArgReduction {
  /** Position (I64) of the first largest element; NaN counts as largest. No gradient. */
  ARGMAX,
  /** Position (I64) of the first smallest element; NaN counts as smallest. No gradient. */
  ARGMIN;

  private final String label = Labels.of(this);

  /** The name in error messages. */
  public String label() {
    return label;
  }

  /** Whether a value takes the place of the best so far; NaN does unless the best is NaN. */
  public boolean isBetter(double value, double best) {
    if (Double.isNaN(value) || Double.isNaN(best)) {
      return !Double.isNaN(best);
    }
    return this == ARGMAX ? value > best : value < best;
  }

  /** Whether an integer takes the place of the best so far. */
  public boolean isBetter(long value, long best) {
    return this == ARGMAX ? value > best : value < best;
  }
}
