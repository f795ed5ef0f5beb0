package io.cotangent.page;

import com.sun.source.tree.MethodTree;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.kit.CallLog;
import io.cotangent.kit.OracleBackend;
import io.cotangent.kit.Sample;
import io.cotangent.kit.Samples;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which backends have code of their own for which operation. What an operation calls is seen by
 * running its samples; whether a backend answers a call with its own code, or with the loops that
 * call a row's reference maths for each element, is read out of the backend's source.
 */
final class KernelTable {
  private static final String JVM = "backend-jvm/src/main/java/io/cotangent/jvm/";
  private static final String ND4J = "backend-nd4j/src/main/java/io/cotangent/nd4j/";

  /** A call that hands the result to a class or field of the backend. */
  private static final Pattern OWN =
      Pattern.compile("\\b(\\w+)\\.\\w+\\((?:[^()]*, *)?(?:out|o)[,)]");

  private static final List<String> FAMILIES =
      List.of(
          "copy",
          "fill",
          "reduce",
          "argReduce",
          "scan",
          "argSort",
          "matmul",
          "gather",
          "scatterAdd",
          "scatter");

  private final Map<String, Map<String, String>> methods = new LinkedHashMap<>();
  private final Set<String> jvmLoops;
  private final Set<String> nativeRows;
  private final Map<String, Map<String, Set<String>>> calls = new LinkedHashMap<>();
  private final Map<String, Map<String, Set<Boolean>>> offers = new LinkedHashMap<>();

  KernelTable(Sources sources) {
    methods.put("jvm", bodies(sources, JVM + "JvmBackend.java"));
    methods.put("nd4j", bodies(sources, ND4J + "Nd4jBackend.java"));
    Map<String, String> kernels = bodies(sources, JVM + "F32Kernels.java");
    jvmLoops = cases(kernels.get("unary") + kernels.get("binary"), "reference\\(", "F32Kernels");
    StringBuilder natives = new StringBuilder();
    bodies(sources, ND4J + "Native.java").values().forEach(natives::append);
    nativeRows = cases(natives.toString(), "(?:new |\")", "Native");
    watch("jvm");
    watch("nd4j");
  }

  /** The bodies of a class's methods; those of one name one after the other. */
  private static Map<String, String> bodies(Sources sources, String file) {
    Map<String, String> bodies = new LinkedHashMap<>();
    for (Sources.Declared d : sources.read(file)) {
      if (d.tree() instanceof MethodTree m && m.getBody() != null) {
        bodies.merge(d.name(), d.text(m.getBody()), (a, b) -> a + " " + b);
      }
    }
    return bodies;
  }

  /** The rows of a switch whose arrow leads to something. */
  private static Set<String> cases(String body, String to, String file) {
    Set<String> rows = new TreeSet<>();
    Matcher m = Pattern.compile("case ([A-Z0-9_, ]+) -> *" + to).matcher(body);
    while (m.find()) {
      rows.addAll(List.of(m.group(1).split(", *")));
    }
    if (rows.isEmpty()) {
      throw new IllegalStateException(file + ": no switch over rows where one was");
    }
    return rows;
  }

  /** Runs the samples, and keeps what each operation calls and which kernels are there. */
  private void watch(String name) {
    Map<String, Set<String>> called = new LinkedHashMap<>();
    Map<String, Set<Boolean>> offered = new LinkedHashMap<>();
    CallLog log =
        new CallLog(Backends.get(name)) {
          @Override
          public @Nullable Kernel kernel(Fused op, DType dtype) {
            Kernel k = super.kernel(op, dtype);
            offered.computeIfAbsent(nameOf(op.getClass()), x -> new TreeSet<>()).add(k != null);
            return k;
          }
        };
    Backend backend = log;
    for (Sample s : Samples.all(new OracleBackend())) {
      if (!s.dtypes().contains(DType.F32)) {
        continue;
      }
      Tensor[] in =
          s.inputs().stream()
              .map(x -> (x.dtype().isFloat() ? x.to(DType.F32) : x).to(backend))
              .toArray(Tensor[]::new);
      log.take();
      Object unused = s.f().apply(in);
      Set<String> families = new TreeSet<>();
      for (String c : log.take()) {
        if (!c.matches("(unary|binary|ternary|accumulate|kernel).*")) {
          families.add(c.replaceFirst("\\(.*", ""));
        }
      }
      for (Object o : s.covers()) {
        if (o instanceof Class<?> c && !families.isEmpty()) {
          called.computeIfAbsent(nameOf(c), x -> new TreeSet<>(families)).retainAll(families);
        }
      }
    }
    calls.put(name, called);
    offers.put(name, offered);
  }

  private static String nameOf(Class<?> c) {
    Class<?> outer = c.getEnclosingClass();
    return outer == null ? c.getSimpleName() : outer.getSimpleName() + "." + c.getSimpleName();
  }

  private static String joined(List<String> backends) {
    return backends.isEmpty() ? "–" : String.join(", ", backends);
  }

  private static String joined(boolean jvm, boolean nd4j) {
    List<String> by = new ArrayList<>();
    if (jvm) {
      by.add("jvm");
    }
    if (nd4j) {
      by.add("nd4j");
    }
    return joined(by);
  }

  // ---- elementwise rows ----

  String unary(Unary op) {
    boolean floats = op != Unary.NOT; // which is of booleans
    return joined(floats && !jvmLoops.contains(op.name()), nativeRows.contains(op.name()));
  }

  String binary(Binary op) {
    boolean floats = op != Binary.AND && op != Binary.OR && op != Binary.XOR;
    return joined(
        floats && !jvmLoops.contains(op.name()), floats && nativeRows.contains(op.name()));
  }

  // ---- families ----

  /** Whether a backend answers a call with code of its own. */
  private boolean isOwn(String backend, String call) {
    Map<String, String> bodies = methods.getOrDefault(backend, Map.of());
    String body = bodies.getOrDefault(call.replace(" with a cast", ""), "");
    if (call.endsWith("with a cast") && body.contains("ElementLoops")) {
      return false;
    }
    Matcher m = OWN.matcher(body);
    while (m.find()) {
      if (!m.group(1).equals("ElementLoops")) {
        return true;
      }
    }
    return false;
  }

  private String family(String call) {
    return joined(isOwn("jvm", call), isOwn("nd4j", call));
  }

  /** The row of a fold, a search, a scan, or of three inputs. */
  String row(String type, String row) {
    return switch (type) {
      case "Reduction" -> family("reduce");
      case "ArgReduction" -> family("argReduce");
      case "Scan" -> family("scan");
      default -> // ND4J's loops call the reference maths
          joined(
              isOwn("jvm", "ternary"),
              methods
                  .getOrDefault("nd4j", Map.of())
                  .getOrDefault("ternary", "")
                  .contains("op == " + type + "." + row + ") { math."));
    };
  }

  // ---- operations and composites ----

  /** By its class, as {@code Softmax.Grad}. */
  String operation(String name) {
    List<String> by = new ArrayList<>();
    boolean composite = false;
    boolean called = false;
    for (String backend : List.of("jvm", "nd4j")) {
      Set<Boolean> offer = offers.getOrDefault(backend, Map.of()).get(name);
      Set<String> families = calls.getOrDefault(backend, Map.of()).getOrDefault(name, Set.of());
      composite |= offer != null;
      called |= !families.isEmpty();
      if (offer != null && offer.contains(true)) {
        by.add(offer.contains(false) ? backend + " (some)" : backend);
      } else if (offer == null
          && !families.isEmpty()
          && families.stream()
              .filter(f -> FAMILIES.contains(f.replace(" with a cast", "")))
              .allMatch(f -> isOwn(backend, f))) {
        by.add(backend);
      }
    }
    return composite || called ? joined(by) : "view";
  }
}
