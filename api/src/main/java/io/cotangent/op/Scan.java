package io.cotangent.op;

/**
 * The running folds along an axis, a row each: element i of the result folds the elements 0 … i.
 */
public enum Scan {
  /** The sum of all elements so far; its gradient is the running sum from the end. */
  CUMSUM,
  /** The product of all elements so far; its gradient is exact with zeros among the factors. */
  CUMPROD,
  /** log Σ exp of all elements so far, without overflow; its gradient likewise. */
  LOGCUMSUMEXP,
  /** Position (I64) of the largest element so far, the last of equals; NaN counts as largest. */
  CUM_ARGMAX,
  /** Position (I64) of the smallest element so far, the last of equals; NaN counts as smallest. */
  CUM_ARGMIN;

  private final String label = Labels.of(this);

  /** The name in error messages and on the tape. */
  public String label() {
    return label;
  }

  /** Whether the result is positions, not values. */
  public boolean isSearch() {
    return this == CUM_ARGMAX || this == CUM_ARGMIN;
  }

  /** The reference maths of a fold, in F64. */
  public double combine(double soFar, double x) {
    return switch (this) {
      case CUMSUM -> soFar + x;
      case CUMPROD -> soFar * x;
      case LOGCUMSUMEXP -> Reference.logaddexp(soFar, x);
      case CUM_ARGMAX, CUM_ARGMIN -> throw new AssertionError(this + " folds to positions");
    };
  }

  /** The reference maths of a fold in integers. */
  public long combine(long soFar, long x) {
    return switch (this) {
      case CUMSUM -> soFar + x;
      case CUMPROD -> soFar * x;
      default -> throw new AssertionError(this + " is not of integers");
    };
  }

  /** Whether a value takes the place of the best so far. */
  public boolean takesOver(double x, double best) {
    return Double.isNaN(x) || (!Double.isNaN(best) && (this == CUM_ARGMAX ? x >= best : x <= best));
  }

  /** Whether an integer takes the place of the best so far. */
  public boolean takesOver(long x, long best) {
    return this == CUM_ARGMAX ? x >= best : x <= best;
  }
}
