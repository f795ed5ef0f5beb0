package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings of every kind of network leave the same weights, to the bit, however they are run; the
 * long form is {@code ./cotangent trainings}.
 */
class TrainingsTest {
  private static final String STEPS = "30";

  @TempDir static Path dir;

  private static String expected = "";

  @BeforeAll
  static void everyKindIsTrained() {
    expected = weights(Fork.home(), "-Dcotangent.threads=2");
    assertThat(expected.lines())
        .hasSize(4)
        .allMatch(l -> l.matches("[A-Z]+ 30 steps, loss \\d\\.\\d+, weights [0-9a-f]{8}"));
  }

  private static String weights(Path home, String... flags) {
    List<String> all = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
    all.add("-Dcotangent.backend=jvm");
    all.addAll(Arrays.asList(flags));
    Fork.Result r =
        Fork.run(
            home,
            dir,
            Map.of(),
            all,
            System.getProperty("java.class.path"),
            "io.cotangent.cli.Main",
            "trainings",
            "--steps",
            STEPS);
    assertThat(r.status()).as(r.err()).isZero();
    return r.out();
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    assertThat(weights(Fork.home(), "-Dcotangent.threads=1")).isEqualTo(expected);
    assertThat(weights(Fork.home(), "-Dcotangent.threads=3")).isEqualTo(expected);
  }

  @Test
  void interpretedItIsTheSame() {
    assertThat(weights(Fork.home(), "-Xint", "-Dcotangent.jvm.kernels=scalar")).isEqualTo(expected);
  }

  @Test
  void scalarKernelsGiveTheSame() {
    assertThat(weights(Fork.home(), "-Dcotangent.jvm.kernels=scalar")).isEqualTo(expected);
  }

  @Test
  void otherJdksGiveTheSame() {
    for (Path home : Fork.otherHomes()) {
      assertThat(weights(home)).as("%s", home).isEqualTo(expected);
    }
  }
}
