package io.cotangent.train;

import io.cotangent.io.DataFormatException;
import io.cotangent.spi.Backend;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What a run runs on: versions, JVM, processor, backend with its kernels and threads. */
final class Environment {
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Environment() {}

  static Map<String, Object> of(Backend backend) {
    Map<String, Object> r = new LinkedHashMap<>();
    r.put("cotangent", version());
    r.put("java", Runtime.version().toString());
    r.put("java_vendor", property("java.vendor"));
    r.put("vm", property("java.vm.name"));
    r.put("os", property("os.name") + " " + property("os.version"));
    r.put("cpu", cpu());
    r.put("cores", Runtime.getRuntime().availableProcessors());
    r.put("backend", backend.name());
    r.put("kernels", backend.description());
    return r;
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  /** The version that the build writes beside this class. */
  private static String version() {
    Properties p = new Properties();
    try (InputStream in = Environment.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        p.load(in);
      }
    } catch (IOException e) {
      throw new DataFormatException("version.properties: cannot be read: " + e.getMessage(), e);
    }
    return p.getProperty("version", "unknown");
  }

  /** Architecture and, where the system says it, the processor's name. */
  private static String cpu() {
    String architecture = property("os.arch");
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    if (windows != null) {
      return architecture + ", " + windows;
    }
    if (!Files.isReadable(CPUS)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(CPUS, StandardCharsets.UTF_8)) {
      return lines
          .filter(l -> l.startsWith("model name"))
          .findFirst()
          .map(l -> architecture + ", " + l.substring(l.indexOf(':') + 1).strip())
          .orElse(architecture);
    } catch (IOException | java.io.UncheckedIOException e) {
      return architecture; // a container may hide it
    }
  }
}
