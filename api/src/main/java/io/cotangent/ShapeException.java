package io.cotangent;

/** Shapes, axes or indices that do not fit the operation. */
public class ShapeException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }
}
