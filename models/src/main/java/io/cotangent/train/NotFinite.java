package io.cotangent.train;

/** What a run does where a loss or a gradient is infinite or NaN. */
public enum NotFinite {
  /**
   * It ends, without the step, in a {@link NotFiniteException} that says which parameter and which
   * operation.
   */
  STOP,
  /** It makes no step, counts, and goes on with the next one. */
  SKIP
}
