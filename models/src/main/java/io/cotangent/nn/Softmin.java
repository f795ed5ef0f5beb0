package io.cotangent.nn;

/** exp(−x)/Σ exp(−x) along an axis. */
public final class Softmin extends Activation {
  private static final long serialVersionUID = 1;

  private final int axis;

  /** Along an axis, negative from the end. */
  public Softmin(int axis) {
    super(x -> x.softmin(axis));
    this.axis = axis;
  }

  @Override
  protected String describe() {
    return "Softmin along axis " + axis;
  }
}
