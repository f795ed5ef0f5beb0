package io.cotangent.bench;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Threads;
import java.util.List;

/** The backends that benchmarks compare, by name. */
public final class Contestants {
  /** All names. */
  public static final List<String> NAMES = List.of("jvm scalar", "jvm vector", "nd4j");

  private Contestants() {}

  /** The backend of a name. */
  public static Backend get(String name) {
    return switch (name) {
      case "jvm scalar" -> new JvmBackend(new Settings("scalar", Threads.configured()));
      case "jvm vector" -> new JvmBackend(new Settings("vector", Threads.configured()));
      case "nd4j" -> Backends.get("nd4j");
      default -> throw new ArgumentException("backend: '" + name + "' is none of " + NAMES);
    };
  }
}
