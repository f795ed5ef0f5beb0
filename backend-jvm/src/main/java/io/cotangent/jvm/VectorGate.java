package io.cotangent.jvm;

import io.cotangent.BackendException;
import java.util.Locale;

/**
 * Decides between Vector API and scalar kernels. Touches no vector class unless the module is
 * there.
 */
final class VectorGate {
  static final String REMEDY =
      "start java with --add-modules jdk.incubator.vector to make it several times faster";

  /** Whether to use the Vector API, and why. */
  record Choice(boolean vector, String reason) {}

  private VectorGate() {}

  static Choice choose(Settings settings) {
    if (settings.kernels().equals("scalar")) {
      return new Choice(false, "cotangent.jvm.kernels=scalar");
    }
    String obstacle = obstacle();
    if (settings.kernels().equals("vector")) {
      if (!obstacle.isEmpty()) {
        throw new BackendException("backend jvm: cotangent.jvm.kernels=vector, but " + obstacle);
      }
      return new Choice(true, "cotangent.jvm.kernels=vector");
    }
    return obstacle.isEmpty()
        ? new Choice(true, "jdk.incubator.vector is readable")
        : new Choice(false, obstacle);
  }

  private static String obstacle() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return "the module jdk.incubator.vector is not resolved; " + REMEDY;
    }
    String vm = System.getProperty("java.vm.name", "");
    if (!vm.toLowerCase(Locale.ROOT).contains("server")) {
      return "the VM ("
          + vm
          + ") has no C2 compiler, without which the Vector API is slow; use a HotSpot server VM";
    }
    if (System.getProperty("java.vm.info", "").contains("interpreted")) {
      return "the VM only interprets (-Xint), where the Vector API is slow";
    }
    return "";
  }
}
