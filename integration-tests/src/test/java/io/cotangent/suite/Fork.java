package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program in a JVM of its own. */
public final class Fork {
  private Fork() {}

  /** What a program did. */
  public record Result(int status, String out, String err) {}

  /** Runs a main class with flags and a class path; {@code dir} takes its output. */
  public static Result run(
      Path dir, List<String> flags, String classPath, String main, String... args) {
    return run(dir, Map.of(), flags, classPath, main, args);
  }

  /** The same with variables in its environment. */
  public static Result run(
      Path dir,
      Map<String, String> environment,
      List<String> flags,
      String classPath,
      String main,
      String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
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
      assertThat(p.waitFor(5, TimeUnit.MINUTES)).as("ended").isTrue();
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
