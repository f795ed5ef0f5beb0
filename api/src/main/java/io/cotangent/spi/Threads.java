package io.cotangent.spi;

import io.cotangent.ArgumentException;

/** The system property {@code cotangent.threads}. */
public final class Threads {
  /** More threads than any machine has cores for; a larger number is a mistake. */
  private static final int MOST = 1024;

  private Threads() {}

  /**
   * How many threads a backend may use: what the property says, else all cores.
   *
   * @throws ArgumentException if the property is not a number from 1 to 1024
   */
  public static int configured() {
    String threads = System.getProperty("cotangent.threads", "");
    if (threads.isEmpty()) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      return checked(Integer.parseInt(threads));
    } catch (NumberFormatException e) {
      throw new ArgumentException(
          "cotangent.threads: '" + threads + "' is not a number from 1 to " + MOST);
    }
  }

  /**
   * A number of threads from a program.
   *
   * @throws ArgumentException if it is not from 1 to 1024
   */
  public static int checked(int threads) {
    if (threads < 1 || threads > MOST) {
      throw new ArgumentException("cotangent.threads: " + threads + " must be from 1 to " + MOST);
    }
    return threads;
  }
}
