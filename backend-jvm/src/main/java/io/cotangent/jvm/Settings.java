package io.cotangent.jvm;

import io.cotangent.ArgumentException;
import io.cotangent.spi.Threads;

/**
 * How the backend runs.
 *
 * @param kernels {@code auto}, {@code scalar} or {@code vector} (system property {@code
 *     cotangent.jvm.kernels})
 * @param threads how many threads compute, 1 to 1024 (system property {@code cotangent.threads},
 *     default all cores)
 */
public record Settings(String kernels, int threads) {
  public Settings {
    if (!kernels.equals("auto") && !kernels.equals("scalar") && !kernels.equals("vector")) {
      throw new ArgumentException(
          "cotangent.jvm.kernels: '" + kernels + "' is none of auto, scalar, vector");
    }
    Threads.checked(threads);
  }

  static Settings fromSystemProperties() {
    return new Settings(System.getProperty("cotangent.jvm.kernels", "auto"), Threads.configured());
  }
}
