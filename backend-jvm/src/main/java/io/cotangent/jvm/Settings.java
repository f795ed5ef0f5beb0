package io.cotangent.jvm;

import io.cotangent.ArgumentException;

/**
 * How the backend runs.
 *
 * @param kernels {@code auto}, {@code scalar} or {@code vector} (system property {@code
 *     cotangent.jvm.kernels})
 * @param threads how many threads compute, 1 or more (system property {@code cotangent.threads},
 *     default all cores)
 */
public record Settings(String kernels, int threads) {
  public Settings {
    if (!kernels.equals("auto") && !kernels.equals("scalar") && !kernels.equals("vector")) {
      throw new ArgumentException(
          "cotangent.jvm.kernels: '" + kernels + "' is none of auto, scalar, vector");
    }
    if (threads < 1) {
      throw new ArgumentException("cotangent.threads: " + threads + " must be 1 or more");
    }
  }

  static Settings fromSystemProperties() {
    String threads = System.getProperty("cotangent.threads", "");
    int n = Runtime.getRuntime().availableProcessors();
    if (!threads.isEmpty()) {
      try {
        n = Integer.parseInt(threads);
      } catch (NumberFormatException e) {
        throw new ArgumentException("cotangent.threads: '" + threads + "' is not a number");
      }
    }
    return new Settings(System.getProperty("cotangent.jvm.kernels", "auto"), n);
  }
}
