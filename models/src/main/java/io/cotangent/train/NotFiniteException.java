package io.cotangent.train;

import io.cotangent.GradientException;
import org.jspecify.annotations.Nullable;

/**
 * A loss or gradient in training that is infinite or NaN. The message names the batch, the
 * parameter and, where running the batch again showed it, the operation, its module and the line;
 * the cause is a trace of that call.
 */
public final class NotFiniteException extends GradientException {
  private static final long serialVersionUID = 1L;

  NotFiniteException(String message, @Nullable Throwable origin) {
    super(message);
    if (origin != null) {
      initCause(origin);
    }
  }
}
