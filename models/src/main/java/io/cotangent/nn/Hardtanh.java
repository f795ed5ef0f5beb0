package io.cotangent.nn;

/** x within low … high, which it does not pass. */
public final class Hardtanh extends Activation {
  private static final long serialVersionUID = 1;

  private final double low;
  private final double high;

  /** From −1 to 1. */
  public Hardtanh() {
    this(-1, 1);
  }

  /** Within bounds. */
  public Hardtanh(double low, double high) {
    super(x -> x.hardtanh(low, high));
    this.low = low;
    this.high = high;
  }

  @Override
  protected String describe() {
    return "Hardtanh " + low + " to " + high;
  }
}
