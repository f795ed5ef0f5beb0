package io.cotangent;

/**
 * Use of a tensor whose memory was given back: by a closed scope or by an optimizer's update in
 * place.
 */
public class ReleasedException extends CotangentException {
  private static final long serialVersionUID = 1L;

  public ReleasedException(String message) {
    super(message);
  }
}
