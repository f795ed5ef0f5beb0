package io.cotangent.spi;

import io.cotangent.ArgumentException;

/** The system property {@code cotangent.threads}. */
public final class Threads {
  private Threads() {}

  /**
   * How many threads a backend may use: what the property says, else all cores.
   *
   * @throws ArgumentException if the property is not a number from 1 on
   */
  public static int configured() {
    String threads = System.getProperty("cotangent.threads", "");
    if (threads.isEmpty()) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int n = Integer.parseInt(threads);
      if (n < 1) {
        throw new ArgumentException("cotangent.threads: " + n + " must be 1 or more");
      }
      return n;
    } catch (NumberFormatException e) {
      throw new ArgumentException("cotangent.threads: '" + threads + "' is not a number");
    }
  }
}
