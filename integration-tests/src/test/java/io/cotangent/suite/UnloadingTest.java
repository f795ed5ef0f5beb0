package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing keeps the library in memory once its class loader is dropped. */
class UnloadingTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"vector,1", "vector,3", "scalar,3"})
  void theLibraryGoesWithItsClassLoader(String kernels, int threads) {
    Fork.Result r =
        Fork.run(
            Fork.home(),
            dir,
            Map.of(),
            List.of(
                "--add-modules=jdk.incubator.vector",
                "-Xmx256m",
                "-Dcotangent.backend=jvm",
                "-Dcotangent.jvm.kernels=" + kernels,
                "-Dcotangent.threads=" + threads),
            System.getProperty("java.class.path"),
            Unloading.class.getName());
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out())
        .isEqualTo(
            threads == 1 ? "unloaded\n" : "cotangent-1 ended\ncotangent-2 ended\nunloaded\n");
  }
}
