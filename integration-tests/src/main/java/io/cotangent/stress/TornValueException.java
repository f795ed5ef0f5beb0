package io.cotangent.stress;

import io.cotangent.CotangentException;

/** A value that no thread has written, or another than one thread alone gets. */
final class TornValueException extends CotangentException {
  private static final long serialVersionUID = 1;

  TornValueException(String message) {
    super(message);
  }
}
