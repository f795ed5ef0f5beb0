package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ReleasedException;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private final Rng rng = new Rng(1);
  private final Tensor x = rng.normal(0, 1, 128, 784);

  @TempDir private Path folder = Path.of("");

  private static long live() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  @Test
  void aScopePerStepAllocatesLessThanATwentieth() {
    Fork.Result r =
        Fork.run(
            folder,
            List.of("--add-modules=jdk.incubator.vector"),
            System.getProperty("java.class.path"),
            TrainingStep.class.getName());
    assertThat(r.status()).as(r.err()).isZero();
    String[] bytes = r.out().strip().split(" ");
    assertThat(Double.parseDouble(bytes[1]))
        .as("bytes without and with a scope: %s", r.out())
        .isLessThan(0.05 * Double.parseDouble(bytes[0]));
  }

  @Test
  void aThousandStepsLeaveTheLiveHeapFlat() {
    TrainingStep step = new TrainingStep();
    for (int i = 0; i < 100; i++) {
      step.scoped();
    }
    long before = live();
    for (int i = 0; i < 1000; i++) {
      step.scoped();
    }
    assertThat(live() - before).isLessThan(512 * 1024);
  }

  @Test
  void aTensorOfAClosedScopeSaysWhichAndWhatToDo() {
    Tensor small;
    Tensor large;
    Tensor kept;
    try (Scope s = Scope.open("my step")) {
      small = Tensor.ones(2).plus(1);
      large = Tensor.ones(5000).plus(1);
      kept = s.keep(Tensor.ones(5000).plus(2));
    }
    for (Tensor t : new Tensor[] {small, large}) {
      assertThatThrownBy(() -> t.plus(1))
          .isInstanceOf(ReleasedException.class)
          .hasMessage(
              "use of a tensor whose memory was released: it belongs to scope 'my step', which is closed; hand it out with scope.keep(tensor), or read its values before the end");
    }
    assertThat(kept.toFloats()[4999]).isEqualTo(3);
  }

  @Test
  void gradientsAreTheSameWithAndWithoutAScope() {
    Tensor w = rng.normal(0, 1, 784, 784).requiresGrad();
    float[] plain = x.matmul(w).tanh().matmul(w).sum().backward().get(w).toFloats();
    try (Scope s = Scope.open("gradient")) {
      for (int i = 0; i < 3; i++) {
        assertThat(x.matmul(w).tanh().matmul(w).sum().backward().get(w).toFloats())
            .isEqualTo(plain);
      }
    }
  }
}
