package io.cotangent.jvm;

import io.cotangent.ArgumentException;
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

  /**
   * What the settings and this VM allow.
   *
   * @throws ArgumentException if the settings ask for vector kernels where they cannot run: a
   *     setting that cannot be met is no reason to take another backend
   */
  static Choice choose(Settings settings) {
    if (settings.kernels().equals("scalar")) {
      return new Choice(false, "cotangent.jvm.kernels=scalar");
    }
    boolean forced = settings.kernels().equals("vector");
    String missing = missing();
    if (!missing.isEmpty()) {
      if (forced) {
        throw new ArgumentException("backend jvm: cotangent.jvm.kernels=vector, but " + missing);
      }
      return new Choice(false, missing);
    }
    String slow = slow();
    if (forced) {
      String but = slow.isEmpty() ? "" : ", although " + slow;
      return new Choice(true, "cotangent.jvm.kernels=vector" + but);
    }
    return slow.isEmpty()
        ? new Choice(true, "jdk.incubator.vector is readable")
        : new Choice(false, slow);
  }

  /** Why the vector kernels cannot run; empty if they can. */
  private static String missing() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return "the module jdk.incubator.vector is not resolved; " + REMEDY;
    }
    int bits = Width.bits();
    return bits >= 128
        ? ""
        : "vectors of this VM have " + bits + " bits; the kernels take 128 (-XX:MaxVectorSize=16)";
  }

  /** Named only where the module is there. */
  private static final class Width {
    static int bits() {
      return F32VectorMath.S.vectorBitSize();
    }
  }

  /** Why the vector kernels would be slower than scalar ones; empty if they are not. */
  private static String slow() {
    String vm = System.getProperty("java.vm.name", "");
    String info = System.getProperty("java.vm.info", "");
    if (info.contains("interpreted")) {
      return "the VM only interprets (-Xint), where the Vector API is slow";
    }
    boolean tiered = Boolean.parseBoolean(VmOptions.get("TieredCompilation", "true"));
    boolean stops = tiered && !VmOptions.get("TieredStopAtLevel", "4").equals("4");
    if (stops
        || !vm.toLowerCase(Locale.ROOT).contains("server")
        || info.contains("emulated-client")
        || VmOptions.get("CompilationMode", "default").equals("quick-only")) {
      return "the VM ("
          + vm
          + ", "
          + info
          + ") compiles without C2, and the Vector API is slow then; "
          + (stops ? "leave out -XX:TieredStopAtLevel" : "use a HotSpot server VM");
    }
    return "";
  }
}
