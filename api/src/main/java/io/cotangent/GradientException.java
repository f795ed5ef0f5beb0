package io.cotangent;

/**
 * A gradient that cannot be had: nothing tracked, a non-scalar without cotangent, a freed graph.
 */
public class GradientException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public GradientException(String message) {
    super(message);
  }
}
