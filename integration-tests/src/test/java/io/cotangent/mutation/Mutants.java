package io.cotangent.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes mutants at random, the same for the same seed, and runs the tests of their area on each.
 * Not run with the other tests, as its name does not end so; {@code .ci/mutants} runs it. System
 * properties: {@code mutants.count} for each area, {@code mutants.areas}, {@code mutants.seed}.
 *
 * <p>Prints a line for each mutant, and the score: noticed mutants among those that compile.
 */
class Mutants {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int MINUTES = Integer.getInteger("mutants.minutes", 4);

  @TempDir private Path folder = Path.of("");

  private record Score(Area area, int noticed, List<String> survivors) {
    int all() {
      return noticed + survivors.size();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%-12s%d of %d, %.0f %%", area, noticed, all(), 100.0 * noticed / all());
    }
  }

  @Test
  void testsNotice() throws IOException, InterruptedException {
    int count = Integer.getInteger("mutants.count", 40);
    String areas = System.getProperty("mutants.areas", "");
    List<Score> scores = new ArrayList<>();
    for (Area area : Area.values()) {
      if (areas.isEmpty() || Arrays.asList(areas.split(",", -1)).contains(area.name())) {
        scores.add(run(area, count));
      }
    }
    scores.forEach(s -> s.survivors.forEach(m -> System.out.println("SURVIVED " + m)));
    scores.forEach(System.out::println);
    int noticed = scores.stream().mapToInt(Score::noticed).sum();
    int all = scores.stream().mapToInt(Score::all).sum();
    assertThat(noticed).as("of " + all + " mutants").isGreaterThanOrEqualTo(all * 9 / 10);
  }

  private Score run(Area area, int count) throws IOException, InterruptedException {
    List<Mutant> mutants = new ArrayList<>();
    for (Path f : area.sources(ROOT)) {
      mutants.addAll(Mutator.of(f));
    }
    // The order in which a generator gives them is that of the sources: shuffled, any few of them
    // are a fair sample.
    java.util.Collections.shuffle(mutants, new Random(Long.getLong("mutants.seed", 1)));
    System.out.println(area + ": " + mutants.size() + " mutants");
    int noticed = 0;
    List<String> survivors = new ArrayList<>();
    for (Mutant m : mutants) {
      if (noticed + survivors.size() == count) {
        break;
      }
      Path classes = Files.createTempDirectory(folder, "mutant");
      if (!compile(area, m, classes)) {
        continue;
      }
      String by = fork(area, classes);
      System.out.println(m + (by.isEmpty() ? " SURVIVED" : " | " + by));
      if (by.isEmpty()) {
        survivors.add(m.toString());
      } else {
        noticed++;
      }
      delete(classes);
    }
    return new Score(area, noticed, survivors);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(f);
      }
    }
  }

  /** Whether the mutant compiles; its classes are then in a folder. */
  private static boolean compile(Area area, Mutant m, Path classes) throws IOException {
    List<Path> sources = new ArrayList<>();
    String text = m.applied(Files.readString(m.file()));
    String name = m.file().getFileName().toString();
    sources.add(Files.writeString(classes.resolve(name), text));
    if (area == Area.KERNELS && name.startsWith("F32") && isTwin(name)) {
      Path twin = classes.resolve(name.replace("F32", "F64"));
      sources.add(Files.writeString(twin, inDouble(text)));
    }
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-proc:none",
              "-nowarn",
              "--add-modules",
              "jdk.incubator.vector");
      boolean compiled =
          compiler
              .getTask(
                  null, files, d -> {}, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return compiled;
    }
  }

  /** Whether the build makes the F64 class from the F32 source. */
  private static boolean isTwin(String name) {
    return Files.exists(
        ROOT.resolve(
            "backend-jvm/target/generated-sources/f64/io/cotangent/jvm/"
                + name.replace("F32", "F64")));
  }

  /** As the build does it. */
  private static String inDouble(String source) {
    return source
        .replace("F32", "F64")
        .replaceAll("\\bfloat\\b", "double")
        .replaceAll("\\bFloat\\b", "Double")
        .replaceAll("\\bFloatVector\\b", "DoubleVector")
        .replaceAll("\\b([0-9.]+)f\\b", "$1d");
  }

  /** What noticed the mutant; empty if nothing did. */
  private String fork(Area area, Path classes) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(area.flags());
    command.add("-Djava.awt.headless=true");
    command.add("-cp");
    StringBuilder path = new StringBuilder(classes.toString());
    for (String module : List.of("api", "models", "backend-jvm")) {
      path.append(File.pathSeparator).append(ROOT.resolve(module + "/target/test-classes"));
    }
    command.add(path + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(Suite.class.getName());
    command.addAll(area.stages());
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process p =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!p.waitFor(MINUTES, TimeUnit.MINUTES)) {
      p.destroyForcibly().waitFor();
      return "no end within " + MINUTES + " minutes";
    }
    if (p.exitValue() == 0) {
      return "";
    }
    String said = Files.readString(out);
    return said.lines()
        .filter(l -> l.startsWith("NOTICED "))
        .map(l -> l.substring("NOTICED ".length()))
        .findFirst()
        .orElse("status " + p.exitValue());
  }
}
