package io.cotangent;

/** An argument outside its allowed range. */
public class ArgumentException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public ArgumentException(String message) {
    super(message);
  }
}
