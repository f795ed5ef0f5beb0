package io.cotangent.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cotangent.Backends;
import io.cotangent.conform.ReferenceRunner;
import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.spi.Backend;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference cases, all of them, on every backend. */
class ReferenceCasesTest {
  private static final Path CASES = Path.of("src/test/resources/reference-cases");

  private static void passesOn(Backend backend) {
    Backend before = Backends.current();
    Backends.use(backend);
    try {
      List<ReferenceRunner.Outcome> outcomes = ReferenceRunner.run(CASES, null);
      assertEquals(786, outcomes.size());
      assertEquals(List.of(), outcomes.stream().filter(o -> !o.passed()).toList());
    } finally {
      Backends.use(before);
    }
  }

  @Test
  void onJvmVector() {
    passesOn(new JvmBackend(new Settings("vector", 2)));
  }

  @Test
  void onJvmScalar() {
    passesOn(new JvmBackend(new Settings("scalar", 2)));
  }

  @Test
  void onNd4j() {
    passesOn(Backends.get("nd4j"));
  }
}
