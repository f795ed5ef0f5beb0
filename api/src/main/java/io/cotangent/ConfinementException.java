package io.cotangent;

/** What belongs to one thread, as a {@link Scope} and its tensors do, was used in another. */
public final class ConfinementException extends CotangentException {
  private static final long serialVersionUID = 1;

  /** With what was crossed, and what to do. */
  public ConfinementException(String message) {
    super(message);
  }
}
