package io.cotangent;

/**
 * A backward pass made NaN out of numbers, in {@link Autograd#detectAnomaly}; the cause is a trace
 * of the forward call whose gradient it is.
 */
public class AnomalyException extends GradientException {
  private static final long serialVersionUID = 1L;

  public AnomalyException(String message, Throwable forward) {
    super(message);
    initCause(forward);
  }
}
