package io.cotangent.conform;

import io.cotangent.CotangentException;

/** A case names an operator that there is not. */
final class UnknownOperatorException extends CotangentException {
  private static final long serialVersionUID = 1L;

  UnknownOperatorException(String family, String op) {
    super("unknown operator " + op + " of family " + family);
  }
}
