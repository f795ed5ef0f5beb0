package io.cotangent;

/**
 * There is no memory for a tensor: the message says how many bytes were asked for, for which shape
 * and type, and what the backend holds. Nothing has changed, so that a program may go on with
 * smaller batches.
 */
public final class MemoryException extends BackendException {
  private static final long serialVersionUID = 1L;

  public MemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
