package io.cotangent.io;

/** Keeps a file that promises more than the JVM can hold from being read until memory runs out. */
public final class MemoryLimit {
  private MemoryLimit() {}

  /**
   * Holds what a file unpacks to against half of the JVM's memory: it is needed once as an array
   * and once as tensors.
   *
   * @throws DataFormatException if it is more
   */
  public static void require(double bytes, String source) {
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (bytes > most) {
      throw new DataFormatException(
          String.format(
              java.util.Locale.ROOT,
              "%s: holds %,.0f bytes, more than half of the JVM's memory, %,d; -Xmx gives it more",
              source,
              bytes,
              most));
    }
  }
}
