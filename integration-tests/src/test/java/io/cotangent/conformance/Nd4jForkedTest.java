package io.cotangent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.suite.Fork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ND4J with other numbers of threads, and with memory that is given back under its kernels. */
class Nd4jForkedTest {
  @TempDir Path dir;

  private Fork.Result run(
      Map<String, String> environment, List<String> flags, Class<?> main, String... args) {
    Fork.Result r =
        Fork.run(
            dir, environment, flags, System.getProperty("java.class.path"), main.getName(), args);
    assertThat(r.status()).as(r.err()).isZero();
    return r;
  }

  private String digests(int threads, Map<String, String> environment) {
    return run(environment, List.of("-Dcotangent.threads=" + threads), DigestMain.class, "nd4j")
        .out();
  }

  @Test
  void resultsDoNotDependOnThreads() {
    String one = digests(1, Map.of());
    assertThat(one.lines()).hasSizeGreaterThan(100);
    assertThat(digests(2, Map.of())).isEqualTo(one);
    assertThat(digests(5, Map.of("OMP_NUM_THREADS", "4", "OPENBLAS_NUM_THREADS", "3")))
        .isEqualTo(one);
    assertThat(digests(2, Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1")))
        .isEqualTo(one);
  }

  @Test
  void memoryThatIsGivenBackUnderAKernelStaysMapped() {
    Fork.Result r = run(Map.of(), List.of("-Xmx600m"), ReleasedMain.class, "12");
    assertThat(r.out()).contains("alive");
  }
}
