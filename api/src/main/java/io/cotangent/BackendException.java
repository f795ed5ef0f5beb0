package io.cotangent;

/** A backend that is missing, cannot run, or differs between the tensors of one operation. */
public class BackendException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public BackendException(String message) {
    super(message);
  }

  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
