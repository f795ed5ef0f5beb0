package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  void idleThreadsEndAndAreStartedAgain() throws InterruptedException {
    Workers workers = new Workers(3);
    Set<Thread> first = threadsOf(workers);
    assertThat(first).hasSize(3).contains(Thread.currentThread());
    for (Thread t : first) {
      if (t != Thread.currentThread()) {
        t.join(60_000);
        assertThat(t.isAlive()).isFalse();
      }
    }
    assertThat(threadsOf(workers)).hasSize(3).doesNotContainAnyElementsOf(others(first));
  }

  private static Set<Thread> others(Set<Thread> threads) {
    Set<Thread> others = new HashSet<>(threads);
    others.remove(Thread.currentThread());
    return others;
  }

  /** Who runs three tasks that wait for each other. */
  private static Set<Thread> threadsOf(Workers workers) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CyclicBarrier all = new CyclicBarrier(workers.count());
    workers.each(
        workers.count(),
        i -> {
          threads.add(Thread.currentThread());
          try {
            all.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
          }
        });
    return threads;
  }

  @Test
  void anInterruptOfTheCallerOutlastsTheLoop() {
    Workers workers = new Workers(2);
    AtomicIntegerArray runs = new AtomicIntegerArray(100);
    Thread.currentThread().interrupt();
    workers.each(100, runs::incrementAndGet);
    assertThat(Thread.interrupted()).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(runs.get(i)).isEqualTo(1);
    }
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
