package io.cotangent.nn;

/** x where it is above a threshold, else a value. */
public final class Threshold extends Activation {
  private static final long serialVersionUID = 1;

  private final double threshold;
  private final double value;

  /** With what stands instead of x up to the threshold. */
  public Threshold(double threshold, double value) {
    super(x -> x.threshold(threshold, value));
    this.threshold = threshold;
    this.value = value;
  }

  @Override
  protected String describe() {
    return "Threshold " + threshold + ", else " + value;
  }
}
