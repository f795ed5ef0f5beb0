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
 * The same seed gives the same bits: interpreted, compiled by C1 or by C2 and while one gives way
 * to the other, on every JDK there is, for any number of threads, with scalar and with vector
 * kernels of any width.
 */
class DeterminismTest {
  private static final String VECTOR = "-Dcotangent.jvm.kernels=vector";
  private static final String SCALAR = "-Dcotangent.jvm.kernels=scalar";

  /** So many calls of a kernel see it interpreted, compiled by C1, and compiled by C2. */
  private static final String MANY = "1500";

  private static final String SOME = "300";

  private static final String ONCE = "1";

  @TempDir static Path dir;

  private static String expected = "";

  /** What the kernels give on this JDK, as a program runs them. */
  @BeforeAll
  static void digestsStayTheSameAcrossCompilation() {
    expected = digests(Fork.home(), MANY, VECTOR);
    assertThat(expected).doesNotContain("changed").contains("F32 softmax ").contains("F64 batch ");
  }

  private static String digests(Path home, String runs, String... flags) {
    List<String> all = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
    all.add("-Dcotangent.backend=jvm");
    all.addAll(Arrays.asList(flags));
    String classPath = System.getProperty("java.class.path");
    Fork.Result r = Fork.run(home, dir, Map.of(), all, classPath, Digests.class.getName(), runs);
    assertThat(r.status()).as(r.err()).isZero();
    return r.out();
  }

  @Test
  void interpretedTheyAreTheSame() {
    assertThat(digests(Fork.home(), ONCE, VECTOR, "-Xint")).isEqualTo(expected);
    assertThat(digests(Fork.home(), ONCE, SCALAR, "-Xint")).isEqualTo(expected);
  }

  @Test
  void withOneCompilerTheyAreTheSame() {
    assertThat(digests(Fork.home(), ONCE, VECTOR, "-XX:TieredStopAtLevel=1", "-Xcomp"))
        .isEqualTo(expected);
    assertThat(digests(Fork.home(), SOME, VECTOR, "-XX:-TieredCompilation")).isEqualTo(expected);
  }

  @Test
  void scalarKernelsGiveTheSame() {
    assertThat(digests(Fork.home(), SOME, SCALAR)).isEqualTo(expected);
  }

  @Test
  void otherJdksGiveTheSame() {
    for (Path home : Fork.otherHomes()) {
      assertThat(digests(home, MANY, VECTOR)).as("%s", home).isEqualTo(expected);
      assertThat(digests(home, ONCE, VECTOR, "-Xint")).as("%s", home).isEqualTo(expected);
      assertThat(digests(home, ONCE, VECTOR, "-XX:TieredStopAtLevel=1"))
          .as("%s", home)
          .isEqualTo(expected);
      assertThat(digests(home, SOME, SCALAR)).as("%s", home).isEqualTo(expected);
    }
  }

  @Test
  void vectorsOfOtherWidthsGiveTheSame() {
    assertThat(digests(Fork.home(), "20", VECTOR, "-XX:MaxVectorSize=16")).isEqualTo(expected);
    assertThat(digests(Fork.home(), "20", VECTOR, "-XX:MaxVectorSize=32")).isEqualTo(expected);
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    assertThat(digests(Fork.home(), "20", VECTOR, "-Dcotangent.threads=1")).isEqualTo(expected);
    assertThat(digests(Fork.home(), "20", VECTOR, "-Dcotangent.threads=3")).isEqualTo(expected);
  }
}
