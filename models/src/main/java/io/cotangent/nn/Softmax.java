package io.cotangent.nn;

/** exp(x)/Σ exp(x) along an axis. */
public final class Softmax extends Activation {
  private static final long serialVersionUID = 1;

  private final int axis;

  /** Along an axis, negative from the end. */
  public Softmax(int axis) {
    super(x -> x.softmax(axis));
    this.axis = axis;
  }

  @Override
  protected String describe() {
    return "Softmax along axis " + axis;
  }
}
