package io.cotangent.kit;

import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The conformance kit as a JUnit test. A backend's author writes a subclass that supplies the
 * backend, and runs it:
 *
 * <pre>{@code
 * class MyBackendTest extends BackendConformance {
 *   @Override
 *   protected Backend backend() {
 *     return new MyBackend();
 *   }
 * }
 * }</pre>
 *
 * <p>Every operation is run in every layout and type against an oracle; its gradients against the
 * oracle's and against differences, to order 2; kernels against decompositions. At the end a report
 * tells what is wrong, grouped by what the failures have in common, and how each operation was
 * checked.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
  private @Nullable Conformance conformance;

  /** The backend under test. */
  protected abstract Backend backend();

  @TestFactory
  Stream<DynamicContainer> conforms() {
    Conformance c = new Conformance(backend());
    conformance = c;
    Map<String, List<DynamicTest>> bySample = new LinkedHashMap<>();
    for (Check check : c.checks()) {
      bySample
          .computeIfAbsent(check.sample(), k -> new ArrayList<>())
          .add(DynamicTest.dynamicTest(check.name(), () -> c.run(check)));
    }
    return bySample.entrySet().stream()
        .map(e -> DynamicContainer.dynamicContainer(e.getKey(), e.getValue()));
  }

  @AfterAll
  void printReport() {
    if (conformance != null) {
      System.out.println(conformance.report());
    }
  }
}
