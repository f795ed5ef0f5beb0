package io.cotangent.chart;

import io.cotangent.CotangentException;

/** A chart that nothing on the class path can draw. The message names the artifact that does. */
public final class MissingRendererException extends CotangentException {
  private static final long serialVersionUID = 1L;

  MissingRendererException(String message) {
    super(message);
  }

  MissingRendererException(String message, Throwable cause) {
    super(message, cause);
  }
}
