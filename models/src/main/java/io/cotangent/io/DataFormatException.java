package io.cotangent.io;

import io.cotangent.CotangentException;

/**
 * A file that is missing, damaged or of another kind; the message names file, what was found and
 * what would be right.
 */
public class DataFormatException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public DataFormatException(String message) {
    super(message);
  }

  public DataFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
