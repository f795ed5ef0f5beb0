package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Tanh;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Sgd;
import io.cotangent.random.Rng;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Eight threads ask one predictor while a ninth trains one with the same first weights and swaps it
 * in, for two seconds, or as many as the property cotangent.service.seconds says.
 */
class ServiceTest {
  private static final int THREADS = 8;
  private static final int SECONDS = Integer.getInteger("cotangent.service.seconds", 2);
  private static final float[] QUESTION = {0.5f, -1, 2};

  /**
   * The answers that a model which was swapped in gives, to the bit; a torn one is none of them.
   */
  private final Set<List<Float>> possible = ConcurrentHashMap.newKeySet();

  private final Set<List<Float>> seen = ConcurrentHashMap.newKeySet();

  private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);

  private volatile boolean ended;

  /**
   * The time is over, and several models were met; on a machine that is busy that may come later.
   */
  private boolean over() {
    long late = System.nanoTime() - end;
    return late > 0 && (seen.size() > 3 || late > TimeUnit.MINUTES.toNanos(1));
  }

  private static Layer model() {
    Rng rng = new Rng(1);
    return new Sequential(new Linear(3, 64, rng), new Tanh(), new Linear(64, 16, rng));
  }

  private static List<Float> boxed(float[] y) {
    List<Float> r = new ArrayList<>();
    for (float v : y) {
      r.add(v);
    }
    return r;
  }

  private void publish(Layer model) {
    try (Predictor alone = Predictor.of(model)) {
      possible.add(boxed(alone.predict(QUESTION)));
    }
  }

  private long ask(Predictor p) {
    long answers = 0;
    while (!ended || answers == 0) {
      List<Float> y = boxed(p.predict(QUESTION));
      assertThat(possible).as("an answer of one model as a whole").contains(y);
      seen.add(y);
      answers++;
    }
    return answers;
  }

  /** Trains, and swaps after every tenth step; the memory in use after each third of the time. */
  private List<Long> train(Predictor p) throws InterruptedException {
    Layer model = model();
    Optimizer sgd = Sgd.of(model).lr(0.01).build();
    Tensor x = new Rng(2).normal(0, 1, 32, 3);
    Tensor y = new Rng(3).normal(0, 1, 32, 16);
    List<Long> used = new ArrayList<>();
    long third = TimeUnit.SECONDS.toNanos(SECONDS) / 3;
    while (!over()) {
      try (Scope scope = Scope.open("training")) {
        for (int i = 0; i < 10; i++) {
          sgd.step(Losses.mse(model.apply(x), y).backward());
        }
      }
      publish(model);
      p.swap(model);
      if (used.size() < 2 && end - System.nanoTime() < third * (2 - used.size())) {
        used.add(memory());
      }
      // At most a thousand models in a minute, so that the list of answers stays small.
      Thread.sleep(50);
    }
    used.add(memory());
    return used;
  }

  private static long memory() {
    System.gc();
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  private void serve(Predictor p, Layer model) throws Exception {
    publish(model);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    try {
      List<Future<Long>> asking = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        asking.add(threads.submit(() -> ask(p)));
      }
      List<Long> used;
      try {
        used = threads.submit(() -> train(p)).get();
      } finally {
        ended = true;
      }
      long answers = 0;
      for (Future<Long> f : asking) {
        answers += f.get();
      }
      System.out.println(
          answers
              + " answers of "
              + seen.size()
              + " among "
              + possible.size()
              + " models, bytes in use "
              + used);
      assertThat(seen).as("models that were met").hasSizeGreaterThan(3);
      assertThat(used.get(used.size() - 1) - used.get(0)).as("growth").isLessThan(16L << 20);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void askedByEightThreadsWhileANinthTrainsAndSwaps() throws Exception {
    Layer model = model();
    try (Predictor p = Predictor.of(model).batchInvariant()) {
      serve(p, model);
    }
  }

  @Test
  void theSameWithCallsJoined() throws Exception {
    Layer model = model();
    try (Predictor p =
        Predictor.joined(model, THREADS, Duration.ofNanos(100_000)).batchInvariant()) {
      serve(p, model);
    }
  }
}
