package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class BackendPartsTest {
  @Test
  void everyTaskRunsOnce() {
    Workers workers = new Workers(4);
    for (int tasks : new int[] {0, 1, 2, 7, 1000}) {
      AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
      workers.each(tasks, runs::incrementAndGet);
      for (int i = 0; i < tasks; i++) {
        assertThat(runs.get(i)).isEqualTo(1);
      }
    }
  }

  @Test
  void nestedLoopsRunInTheirCaller() {
    Workers workers = new Workers(3);
    AtomicIntegerArray runs = new AtomicIntegerArray(64);
    workers.each(8, i -> workers.each(8, j -> runs.incrementAndGet(i * 8 + j)));
    for (int i = 0; i < 64; i++) {
      assertThat(runs.get(i)).isEqualTo(1);
    }
  }

  @Test
  void aFailingTaskFailsTheCall() {
    Workers workers = new Workers(2);
    assertThatThrownBy(
            () ->
                workers.each(
                    10,
                    i -> {
                      if (i == 7) {
                        throw new IllegalStateException("task 7");
                      }
                    }))
        .hasMessage("task 7");
    workers.each(3, i -> {});
  }

  @Test
  void thePoolGivesBackTheLastArrayFirst() {
    Pool<float[]> pool = new Pool<>(4, float[]::new);
    float[] a = pool.take(5000);
    assertThat(a.length).isBetween(5000, 5632);
    pool.give(a, a.length);
    assertThat(pool.take(5001)).isSameAs(a);
    assertThat(pool.take(5001)).isNotSameAs(a);
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new Settings("fast", 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("cotangent.jvm.kernels: 'fast' is none of auto, scalar, vector");
    assertThatThrownBy(() -> new Settings("auto", 0))
        .hasMessage("cotangent.threads: 0 must be from 1 to 1024");
    assertThat(VectorGate.choose(new Settings("scalar", 1)).vector()).isFalse();
    assertThat(VectorGate.choose(new Settings("vector", 1)).vector()).isTrue();
  }
}
