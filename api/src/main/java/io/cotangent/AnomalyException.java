package io.cotangent;

import org.jspecify.annotations.Nullable;

/**
 * A backward pass made NaN out of numbers, in {@link Autograd#detectAnomaly}; the cause is a trace
 * of the forward call whose gradient it is.
 */
public class AnomalyException extends GradientException {
  private static final long serialVersionUID = 1L;

  public AnomalyException(String message, @Nullable Throwable forward) {
    super(message);
    if (forward != null) {
      initCause(forward);
    }
  }
}
