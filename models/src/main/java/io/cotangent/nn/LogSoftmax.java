package io.cotangent.nn;

/** x − log Σ exp(x) along an axis. */
public final class LogSoftmax extends Activation {
  private static final long serialVersionUID = 1;

  private final int axis;

  /** Along an axis, negative from the end. */
  public LogSoftmax(int axis) {
    super(x -> x.logSoftmax(axis));
    this.axis = axis;
  }

  @Override
  protected String describe() {
    return "LogSoftmax along axis " + axis;
  }
}
