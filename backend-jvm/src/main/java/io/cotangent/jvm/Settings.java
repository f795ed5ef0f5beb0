package io.cotangent.jvm;

import io.cotangent.ArgumentException;
import io.cotangent.spi.Threads;

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
    return new Settings(System.getProperty("cotangent.jvm.kernels", "auto"), Threads.configured());
  }
}
