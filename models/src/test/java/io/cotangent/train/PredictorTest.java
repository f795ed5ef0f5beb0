package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.optim.Sgd;
import io.cotangent.random.Rng;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PredictorTest {
  /** A layer that gives one number in 16 places, whatever it is asked. */
  private static Linear giving(double value) {
    Linear l = new Linear(3, 16, new Rng(1));
    l.parameters().get("weight").set(Tensor.zeros(16, 3));
    l.parameters().get("bias").set(Tensor.full(value, 16));
    return l;
  }

  @Test
  void itPredictsInEvaluationModeAndLeavesTheModelAlone() {
    Layer model = Fixture.model(0.5);
    model.train();
    Predictor p = Predictor.of(model);
    float[] a = p.predict(1, 2, 3);
    assertThat(p.predict(1, 2, 3)).as("nothing is dropped").isEqualTo(a);
    assertThat(model.isTraining()).isTrue();
    Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 3);
    assertThat(p.predict(x).toFloats()).isEqualTo(a);
    assertThat(p.predict(x).isTracked()).isFalse();
    Sgd.of(model)
        .lr(1)
        .build()
        .step(Losses.crossEntropy(model.apply(x), Tensor.of(new long[] {1})).backward());
    assertThat(p.predict(1, 2, 3)).as("a copy of its own").isEqualTo(a);
    p.swap(model);
    assertThat(p.predict(1, 2, 3)).isNotEqualTo(a);
    assertThatThrownBy(() -> p.predict(1, 2)).isInstanceOf(ShapeException.class);
    p.warm(3, 1, 2, 3);
    p.close();
    assertThat(p.predict(1, 2, 3)).hasSize(2);
  }

  private static void askedWhileSwapped(Predictor p) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(9);
    try {
      List<Future<Integer>> askers = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        askers.add(
            threads.submit(
                () -> {
                  int answers = 0;
                  float last = 0;
                  while (!over.get() || answers < 50) {
                    float[] y = p.predict(1, 2, 3);
                    assertThat(y).hasSize(16).containsOnly(y[0]);
                    assertThat(y[0]).as("models come in their order").isGreaterThanOrEqualTo(last);
                    last = y[0];
                    answers++;
                  }
                  return answers;
                }));
      }
      for (int v = 1; v <= 200; v++) {
        p.swap(giving(v));
      }
      over.set(true);
      for (Future<Integer> f : askers) {
        assertThat(f.get()).isGreaterThanOrEqualTo(50);
      }
      assertThat(p.predict(1, 2, 3)).containsOnly(200);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void eightThreadsSeeTheOldModelOrTheNewOneNeverAMixture() throws Exception {
    askedWhileSwapped(Predictor.of(giving(0)));
    try (Predictor joined = Predictor.joined(giving(0), 8, Duration.ofNanos(100_000))) {
      askedWhileSwapped(joined);
    }
  }

  @Test
  void joinedCallsGetTheirOwnAnswers() throws Exception {
    Layer model = Fixture.model(0);
    Predictor alone = Predictor.of(model);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Predictor joined = Predictor.joined(model, 4, Duration.ofMillis(2))) {
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        float x = i / 10f;
        answers.add(threads.submit(() -> joined.predict(x, 1, -x)));
      }
      for (int i = 0; i < 64; i++) {
        float[] expected = alone.predict(i / 10f, 1, -i / 10f);
        float[] y = answers.get(i).get();
        assertThat(y[0]).isCloseTo(expected[0], within(1e-5f));
        assertThat(y[1]).isCloseTo(expected[1], within(1e-5f));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aBadCallFailsAlone() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Predictor joined = Predictor.joined(giving(7), 4, Duration.ofMillis(20))) {
      List<Future<float[]>> good = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        good.add(threads.submit(() -> joined.predict(1, 2, 3)));
      }
      assertThatThrownBy(() -> joined.predict(1, 2)).isInstanceOf(ShapeException.class);
      for (Future<float[]> f : good) {
        assertThat(f.get()).containsOnly(7);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aClosedPredictorSaysSo() {
    Predictor joined = Predictor.joined(giving(7), 4, Duration.ZERO);
    assertThat(joined.predict(1, 2, 3)).containsOnly(7);
    joined.close();
    assertThatThrownBy(() -> joined.predict(1, 2, 3))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("predictor: it is closed");
    assertThatThrownBy(() -> Predictor.joined(giving(7), 0, Duration.ZERO))
        .isInstanceOf(ArgumentException.class);
  }
}
