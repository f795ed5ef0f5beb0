package io.cotangent.op;

/** The searches along an axis. */
public enum ArgReduction {
  ARGMAX,
  ARGMIN;

  private final String label = Labels.of(this);

  /** The name in error messages. */
  public String label() {
    return label;
  }
}
