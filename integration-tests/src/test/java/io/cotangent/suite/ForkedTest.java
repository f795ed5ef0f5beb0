package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in JVMs of its own, with other flags than the tests'. */
class ForkedTest {
  private static final String VECTOR = "--add-modules=jdk.incubator.vector";

  @TempDir Path dir;

  private Fork.Result run(List<String> flags, String... args) {
    return Fork.run(
        dir, flags, System.getProperty("java.class.path"), "io.cotangent.cli.Main", args);
  }

  private int runs;

  /** Trains in a folder of its own, since a folder holds one run. */
  private Fork.Result digits(String... flags) {
    Fork.Result r =
        run(
            List.of(flags),
            "digits",
            "--epochs",
            "1",
            "--seed",
            "7",
            "--out",
            dir.resolve("out" + ++runs).toString());
    assertThat(r.status()).as(r.err()).isZero();
    return r;
  }

  /**
   * What was printed, less the backend's line, which tells the number of threads, folders, times.
   */
  private String results(Fork.Result r) {
    String place = Pattern.quote(dir.toString()) + "\\S*";
    String time = "\\d+\\.\\d s";
    return Pattern.compile("^backend.*$|" + place + "|" + time, Pattern.MULTILINE)
        .matcher(r.out())
        .replaceAll("");
  }

  @Test
  void theSameSeedPrintsTheSameForAnyNumberOfThreads() {
    Fork.Result one = digits(VECTOR, "-Dcotangent.threads=1");
    assertThat(one.out()).contains("1 thread\n");
    assertThat(results(digits(VECTOR, "-Dcotangent.threads=1"))).isEqualTo(results(one));
    assertThat(results(digits(VECTOR, "-Dcotangent.threads=2"))).isEqualTo(results(one));
  }

  @Test
  void withoutTheVectorModuleItWorksAndSaysWhatWouldHelp() {
    Fork.Result r = digits();
    assertThat(r.out())
        .contains(
            "backend   jvm: scalar kernels (the module jdk.incubator.vector is not resolved; start java with --add-modules jdk.incubator.vector to make it several times faster)")
        .containsPattern("test accuracy 9[0-9]\\.");
  }

  @Test
  void kernelsCanBeForced() {
    List<String> forced = List.of("-Dcotangent.jvm.kernels=vector", "-Dcotangent.backend=jvm");
    assertThat(run(forced, "digits").err())
        .contains(
            "error: backend jvm: cotangent.jvm.kernels=vector, but the module jdk.incubator.vector is not resolved");
    Fork.Result bad = run(List.of("-Dcotangent.threads=zwei"), "digits");
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.err()).contains("cotangent.threads: 'zwei' is not a number");
    assertThat(run(List.of("-Dcotangent.backend=abacus"), "digits").err())
        .contains("error: backend: none is named 'abacus'; on the class path: [jvm, nd4j]");
  }

  @Test
  void theWorkloadRunnerAgreesWithTheOtherFrameworksLosses() {
    assertThat(once("mlp", 50))
        .satisfies(
            l -> {
              assertThat(l[0]).isCloseTo(2.29787, org.assertj.core.api.Assertions.within(1e-4));
              assertThat(l[1]).isLessThan(4e-4);
            });
    assertThat(once("nielsen", 300))
        .satisfies(
            l -> {
              assertThat(l[0]).isCloseTo(1.31668, org.assertj.core.api.Assertions.within(1e-4));
              assertThat(l[1]).isCloseTo(0.01949, org.assertj.core.api.Assertions.within(1e-4));
            });
  }

  private double[] once(String workload, int steps) {
    Fork.Result r = run(List.of(VECTOR), "bench", workload, "1", "--once", String.valueOf(steps));
    String[] words = r.out().trim().split(" ", -1);
    return new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])};
  }

  @Test
  void optionsOfTheMeasuringCommandsAreChecked() {
    refused("--once: -1 must be 0 or more", "bench", "mlp", "1", "--once", "-1");
    refused("--seconds: -1.0 must be a number above 0", "bench", "mlp", "1", "--seconds", "-1");
    refused("--seconds: NaN must be a number above 0", "bench", "mlp", "1", "--seconds", "NaN");
    refused("THREADS: 0 must be 1 or more", "bench", "mlp", "0");
    refused("--millis: 0 must be 1 or more", "crossover", "--millis", "0");
    refused(dir + " is a folder; give a file", "crossover", "--out", dir.toString());
  }

  private void refused(String why, String... args) {
    PrintStream stderr = System.err;
    ByteArrayOutputStream e = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(e, true, StandardCharsets.UTF_8));
      assertThat(Main.run(args)).isEqualTo(1);
    } finally {
      System.setErr(stderr);
    }
    assertThat(e.toString(StandardCharsets.UTF_8)).contains("error: ", why);
  }
}
