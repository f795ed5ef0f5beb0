package io.cotangent.io;

import io.cotangent.CotangentException;

/**
 * A file or folder that could not be written; what stood in its place before still does. The
 * message names it and the reason.
 */
public class WriteException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public WriteException(String message) {
    super(message);
  }

  public WriteException(String message, Throwable cause) {
    super(message, cause);
  }
}
