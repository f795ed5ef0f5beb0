package io.cotangent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.suite.Fork;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes a JVM with flags of its own: narrower vectors, little off-heap memory. */
class ForkedConformanceTest {
  @TempDir Path dir;

  private Fork.Result run(List<String> flags, Class<?> main, String... args) {
    return Fork.run(dir, flags, System.getProperty("java.class.path"), main.getName(), args);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void narrowerVectorsConform(int bytes) {
    Fork.Result r =
        run(
            List.of(
                "--add-modules=jdk.incubator.vector",
                "-XX:MaxVectorSize=" + bytes,
                "-Dcotangent.jvm.kernels=vector"),
            KitMain.class,
            "jvm");
    assertThat(r.out()).contains(bytes * 8 + "-bit Vector API kernels").contains("0 failures");
  }

  /**
   * Each step of this training takes some 2 MB off the heap; 10,000 steps without any close would
   * take 20 GB.
   */
  @Test
  void trainingOnNd4jWithoutClosingStaysWithinLittleMemory() {
    Fork.Result r =
        run(
            List.of("-Xmx128m", "-Dorg.bytedeco.javacpp.maxbytes=64m"),
            TrainingMain.class,
            "10000");
    assertThat(r.err()).doesNotContain("OutOfMemoryError");
    assertThat(r.out()).contains("10000 steps");
    long resident =
        Long.parseLong(r.out().replaceAll("(?s).*resident growth (-?\\d+) MiB.*", "$1"));
    assertThat(resident).isLessThan(200);
  }
}
