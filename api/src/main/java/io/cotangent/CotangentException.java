package io.cotangent;

/** The root of Cotangent's exceptions. Its message names what was wrong and what would be right. */
public class CotangentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CotangentException(String message) {
    super(message);
  }

  public CotangentException(String message, Throwable cause) {
    super(message, cause);
  }
}
