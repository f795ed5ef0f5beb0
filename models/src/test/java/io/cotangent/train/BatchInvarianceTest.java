package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.BatchNorm2d;
import io.cotangent.nn.Conv2d;
import io.cotangent.nn.Layer;
import io.cotangent.nn.LayerNorm;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Lstm;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Softmax;
import io.cotangent.nn.TransformerEncoderLayer;
import io.cotangent.random.Rng;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A row's output has the same bits alone and in any batch, where a predictor is asked for it. */
class BatchInvarianceTest {
  private static final int MOST = 33;

  static Stream<Arguments> layers() {
    Rng rng = new Rng(3);
    Lstm lstm = new Lstm(12, 20, rng, s -> s.batchFirst(true));
    return Stream.of(
        Arguments.of("linear", new Linear(784, 128, rng), new int[] {784}),
        Arguments.of("wide linear", new Linear(512, 1000, rng), new int[] {512}),
        Arguments.of("convolution", new Conv2d(16, 32, 3, rng), new int[] {16, 14, 14}),
        Arguments.of("batch norm", new BatchNorm2d(3), new int[] {3, 12, 12}),
        Arguments.of("layer norm", new LayerNorm(67), new int[] {67}),
        Arguments.of("softmax", new Softmax(1), new int[] {101}),
        Arguments.of("attention", new TransformerEncoderLayer(32, 4, rng), new int[] {9, 32}),
        Arguments.of("lstm", lstm, new int[] {11, 12}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void aRowIsTheSameInAnyBatch(String name, Layer layer, int[] row) {
    int[] shape = new int[row.length + 1];
    shape[0] = MOST;
    System.arraycopy(row, 0, shape, 1, row.length);
    Tensor x = new Rng(7).normal(0, 1, shape);
    try (Predictor p = Predictor.of(layer).batchInvariant()) {
      float[][] alone = new float[MOST][];
      for (int i = 0; i < MOST; i++) {
        alone[i] = p.predict(x.slice(0, Slice.of(i, i + 1))).toFloats();
      }
      for (int n = 2; n <= MOST; n++) {
        Tensor y = p.predict(x.slice(0, Slice.of(MOST - n, MOST)));
        assertThat(y.dim(0)).isEqualTo(n);
        for (int i = 0; i < n; i++) {
          assertThat(y.slice(0, Slice.of(i, i + 1)).toFloats())
              .as("row %d of %d", i, n)
              .isEqualTo(alone[MOST - n + i]);
        }
      }
    }
  }

  @Test
  void joinedCallsAreTheSameToo() throws Exception {
    Layer model = new Sequential(new Linear(784, 512, new Rng(1)), new Softmax(1));
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (Predictor alone = Predictor.of(model);
        Predictor joined = Predictor.joined(model, 16, Duration.ofMillis(20)).batchInvariant()) {
      List<Future<float[]>> answers = new ArrayList<>();
      float[][] x = new float[48][];
      for (int i = 0; i < x.length; i++) {
        float[] row = new Rng(7, 784L * i).normal(0, 1, 784).toFloats();
        x[i] = row;
        answers.add(threads.submit(() -> joined.predict(row)));
      }
      for (int i = 0; i < x.length; i++) {
        assertThat(answers.get(i).get()).isEqualTo(alone.predict(x[i]));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aModelThatMixesRowsIsRefused() {
    try (Predictor p = Predictor.of(Layer.of(x -> x.mean(0))).batchInvariant()) {
      assertThatThrownBy(() -> p.predict(Tensor.zeros(4, 3)))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("a row alone gave [3]");
    }
  }
}
