package io.cotangent;

/** An element type that the operation does not take. */
public class DTypeException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public DTypeException(String message) {
    super(message);
  }
}
