package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs a program in a JVM of its own. */
public final class Fork {
  private Fork() {}

  /** What a program did. */
  public record Result(int status, String out, String err) {}

  /** Where the JDK of this JVM is. */
  public static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  /**
   * The JDKs from 17 on, each once: that of this JVM, those beside it, and those that variables of
   * the environment name which begin with JAVA_HOME.
   */
  private static List<Path> homes() {
    SortedSet<Path> homes = new TreeSet<>();
    try (Stream<Path> beside = Files.list(home().toRealPath().resolveSibling("."))) {
      homes.add(home().toRealPath());
      List<Path> candidates = new ArrayList<>(beside.toList());
      System.getenv()
          .forEach(
              (name, value) -> {
                if (name.startsWith("JAVA_HOME")) {
                  candidates.add(Path.of(value));
                }
              });
      for (Path p : candidates) {
        if (Files.isExecutable(p.resolve("bin/java")) && release(p) >= 17) {
          homes.add(p.toRealPath());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(homes);
  }

  /** The JDKs but that of this JVM; the test is skipped where there is none. */
  public static List<Path> otherHomes() {
    List<Path> others = new ArrayList<>(homes());
    try {
      others.remove(home().toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assumeThat(others)
        .as("no other JDK from 17 on stands beside this one or in a variable JAVA_HOME…")
        .isNotEmpty();
    return others;
  }

  /** The feature release of a JDK, 0 where it does not say so. */
  private static int release(Path home) throws IOException {
    Path file = home.resolve("release");
    Matcher m =
        Pattern.compile("JAVA_VERSION=\"(\\d+)")
            .matcher(Files.isReadable(file) ? Files.readString(file, StandardCharsets.UTF_8) : "");
    return m.find() ? Integer.parseInt(m.group(1)) : 0;
  }

  /** Runs a main class with flags and a class path; {@code dir} takes its output. */
  public static Result run(
      Path dir, List<String> flags, String classPath, String main, String... args) {
    return run(home(), dir, Map.of(), flags, classPath, main, args);
  }

  /** The same with variables in its environment. */
  public static Result run(
      Path dir,
      Map<String, String> environment,
      List<String> flags,
      String classPath,
      String main,
      String... args) {
    return run(home(), dir, environment, flags, classPath, main, args);
  }

  /** The same on another JDK. */
  public static Result run(
      Path home,
      Path dir,
      Map<String, String> environment,
      List<String> flags,
      String classPath,
      String main,
      String... args) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(flags);
    command.addAll(List.of("-Djava.awt.headless=true", "-cp", classPath, main));
    command.addAll(List.of(args));
    try {
      Path out = Files.createTempFile(dir, "out", ".txt");
      Path err = Files.createTempFile(dir, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process p = builder.start();
      assertThat(p.waitFor(10, TimeUnit.MINUTES)).as("ended").isTrue();
      return new Result(
          p.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
