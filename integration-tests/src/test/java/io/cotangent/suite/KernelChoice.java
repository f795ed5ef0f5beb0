package io.cotangent.suite;

import io.cotangent.Backends;
import io.cotangent.spi.Backend;

/** Prints which backend is chosen, and what it says of itself. */
public final class KernelChoice {
  private KernelChoice() {}

  public static void main(String[] args) {
    Backend b = Backends.current();
    System.out.println(b.name() + ": " + b.description());
  }
}
