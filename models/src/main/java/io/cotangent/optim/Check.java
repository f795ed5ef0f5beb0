package io.cotangent.optim;

import io.cotangent.ArgumentException;

/** Checks of settings. */
final class Check {
  private Check() {}

  private static ArgumentException wrong(String of, String name, double value, String must) {
    return new ArgumentException(of + ": " + name + " = " + value + " " + must);
  }

  static void finite(String of, String name, double value) {
    if (!Double.isFinite(value)) {
      throw wrong(of, name, value, "must be finite");
    }
  }

  static void notNegative(String of, String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw wrong(of, name, value, "must be finite and not negative");
    }
  }

  static void positive(String of, String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw wrong(of, name, value, "must be finite and positive");
    }
  }

  static void fraction(String of, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw wrong(of, name, value, "is outside [0, 1)");
    }
  }
}
