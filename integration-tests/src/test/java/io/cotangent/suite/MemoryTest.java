package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ReleasedException;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.nn.Activations;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Sequential;
import io.cotangent.optim.Adam;
import io.cotangent.random.Rng;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private final Rng rng = new Rng(1);
  private final Sequential model =
      new Sequential(new Linear(784, 128, rng), Activations.RELU, new Linear(128, 10, rng));
  private final Adam adam = new Adam(model, 1e-3);
  private final Tensor x = rng.normal(0, 1, 128, 784);
  private final Tensor y = Tensor.zeros(128).to(io.cotangent.DType.I64);

  private void step() {
    adam.step(model.forward(x).crossEntropy(y).backward());
  }

  private void scopedStep() {
    try (Scope s = Scope.open("step")) {
      step();
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static long live() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  /**
   * What so many steps allocate, the least of several rounds: until vector code is compiled, every
   * vector is an object of its own.
   */
  private static long allocatedBy(Runnable work, int times) {
    long least = Long.MAX_VALUE;
    for (int rest = 3; rest > 0; rest--) {
      long before = allocated();
      for (int i = 0; i < times; i++) {
        work.run();
      }
      long round = allocated() - before;
      rest = round < 0.9 * least ? 3 : rest;
      least = Math.min(least, round);
    }
    return least;
  }

  @Test
  void aScopePerStepAllocatesLessThanATwentieth() {
    long without = allocatedBy(this::step, 1000);
    long with = allocatedBy(this::scopedStep, 1000);
    assertThat((double) with)
        .as("%d bytes with, %d without", with, without)
        .isLessThan(0.05 * without);
  }

  @Test
  void aThousandStepsLeaveTheLiveHeapFlat() {
    allocatedBy(this::scopedStep, 50);
    long before = live();
    allocatedBy(this::scopedStep, 1000);
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
