package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.data.DrawnDigits;
import io.cotangent.loss.Losses;
import io.cotangent.op.PadMode;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Convolutions, normalization and embeddings as layers. */
class ImageLayersTest {
  private final Rng rng = new Rng(6);

  @Test
  void convLayersHaveShapesAndParameters() {
    Conv2d c = new Conv2d(4, 6, new int[] {3, 2}, rng, s -> s.groups(2).padding(1));
    assertThat(c.apply(Tensor.ones(2, 4, 5, 5)).shape()).isEqualTo(Shape.of(2, 6, 5, 6));
    assertThat(c.leaves()).containsOnlyKeys("weight", "bias");
    assertThat(c.describe()).isEqualTo("Conv2d 4 → 6, kernel [3, 2], padding 1, 2 groups");
    assertThatThrownBy(() -> new Conv1d(3, 6, 3, rng, s -> s.groups(2)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("divide into 2 groups");
    assertThatThrownBy(() -> c.apply(Tensor.ones(4, 5)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("x must be [N, C, H, W] or [C, H, W], got [4, 5]");
    assertThatThrownBy(() -> new Conv1d(3, 6, 3, rng, s -> s.outputPadding(1)))
        .hasMessageContaining("for transposed convolutions alone");
  }

  @Test
  void transposedConvolutionsUndoTheShape() {
    Tensor x = rng.normal(0, 1, 2, 4, 9, 8);
    Layer down = new Conv2d(4, 6, 3, rng, s -> s.stride(2).padding(1));
    Layer up = new ConvTranspose2d(6, 4, 3, rng, s -> s.stride(2).padding(1).outputPadding(0, 1));
    assertThat(up.apply(down.apply(x)).shape()).isEqualTo(x.shape());
    assertThat(new ConvTranspose1d(6, 4, 3, rng, s -> s.groups(2)).leaves().get("weight"))
        .hasToString("weight [6, 2, 3]");
  }

  @Test
  void paddingModesHoldWhatTheyAreNamedFor() {
    Tensor x = Tensor.of(1f, 2f, 3f).reshape(1, 1, 3);
    UnaryOperator<ConvSettings> sum = s -> s.samePadding().bias(false).init(Init.constant(1));
    assertThat(new Conv1d(1, 1, 3, rng, sum).apply(x).toFloats()).containsExactly(3, 6, 5);
    for (PadMode mode : PadMode.values()) {
      Layer c = new Conv1d(1, 1, 3, rng, s -> sum.apply(s).paddingMode(mode));
      float[] expected =
          switch (mode) {
            case REFLECT -> new float[] {5, 6, 7};
            case REPLICATE -> new float[] {4, 6, 8};
            case CIRCULAR -> new float[] {6, 6, 6};
          };
      assertThat(c.apply(x).toFloats()).as(mode.name()).containsExactly(expected);
    }
  }

  @Test
  void batchNormMovesItsStatisticsInTrainingAlone() {
    BatchNorm1d b = new BatchNorm1d(3);
    Tensor x = rng.normal(5, 2, 64, 3, 4);
    try (Scope s = Scope.open("step")) {
      for (int i = 0; i < 60; i++) {
        Tensor y = b.apply(x);
        assertThat(y.mean().item()).isCloseTo(0, within(1e-5));
      }
    }
    assertThat(b.runningMean().mean().item()).isCloseTo(5, within(0.2));
    assertThat(b.runningVariance().mean().item()).isCloseTo(4, within(0.4));
    float[] before = b.runningMean().toFloats();
    b.eval();
    b.apply(x.times(3));
    assertThat(b.runningMean().toFloats()).isEqualTo(before);
    assertThat(b.apply(x).mean().item()).isCloseTo(0, within(0.05));
  }

  @Test
  void runningStatisticsWithoutMomentumAreTheMeanOfAllBatches() {
    BatchNorm1d b = new BatchNorm1d(1, s -> s.momentum(null).affine(false));
    b.apply(Tensor.of(0f, 2f).reshape(2, 1));
    b.apply(Tensor.of(4f, 10f).reshape(2, 1));
    b.apply(Tensor.zeros(0, 1));
    assertThat(b.runningMean().item()).isEqualTo(4);
    assertThat(b.runningVariance().item()).isEqualTo((2 + 18) / 2.0);
    assertThat(b.buffers().get("num_batches_tracked"))
        .extracting(s -> s.value().item())
        .isEqualTo(2.0);
    assertThat(b.stateDict()).doesNotContainKey("weight");
    assertThatThrownBy(() -> b.apply(Tensor.zeros(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("BatchNorm1d 1: x must be [N, 1, L] or [N, 1], got [2, 3]");
  }

  @Test
  void withoutRunningStatisticsEvaluationUsesTheBatch() {
    BatchNorm1d b = new BatchNorm1d(2, s -> s.trackRunningStats(false));
    b.eval();
    assertThat(b.apply(rng.normal(7, 3, 50, 2)).mean(0).toFloats())
        .containsExactly(new float[2], within(1e-5f));
    assertThatThrownBy(b::runningMean).hasMessageContaining("has no running statistics");
  }

  @Test
  void instanceNormTakesEveryExampleByItself() {
    Tensor x = rng.normal(5, 2, 3, 4, 6);
    InstanceNorm1d n = new InstanceNorm1d(4);
    assertThat(n.leaves()).isEmpty();
    assertThat(n.apply(x).mean(2).abs().max().item()).isLessThan(1e-5);
    assertThat(n.apply(x.get(1)).toFloats()).isEqualTo(n.apply(x).get(1).toFloats());
    InstanceNorm1d tracked = new InstanceNorm1d(4, s -> s.momentum(1.0).trackRunningStats(true));
    tracked.apply(x);
    assertThat(tracked.runningMean().toFloats())
        .containsExactly(x.mean(0, 2).toFloats(), within(1e-5f));
    assertThat(tracked.runningVariance().toFloats())
        .containsExactly(x.variance(new int[] {2}, 1, false).mean(0).toFloats(), within(1e-5f));
    assertThatThrownBy(() -> new InstanceNorm2d(4).apply(Tensor.zeros(2, 4, 1, 1)))
        .hasMessageContaining("more than one value a channel");
  }

  @Test
  void poolsGiveIndicesThatUnpoolingTakes() {
    Tensor x = rng.normal(0, 1, 2, 3, 6, 4);
    ValuesAndIndices top = new MaxPool2d(2).withIndices(x);
    Tensor back = new MaxUnpool2d(2).apply(top.values(), top.indices());
    assertThat(back.shape()).isEqualTo(x.shape());
    assertThat(new MaxPool2d(2).apply(back.maximum(0)).toFloats())
        .isEqualTo(top.values().maximum(0).toFloats());
    assertThat(back.ne(0).to(DType.I64).sum().item()).isEqualTo(2 * 3 * 3 * 2);
    assertThat(back.sum().item()).isCloseTo(top.values().sum().item(), within(1e-4));
    assertThatThrownBy(() -> new MaxUnpool2d(2).apply(top.values(), top.indices().plus(20)))
        .hasMessageContaining("MaxUnpool2d [2, 2]: index");
  }

  @Test
  void poolsKeepAndReduceAxes() {
    Tensor x = rng.normal(0, 1, 2, 3, 7, 5);
    assertThat(new AvgPool2d(3, a -> a.stride(2).padding(1)).apply(x).shape())
        .isEqualTo(Shape.of(2, 3, 4, 3));
    assertThat(new LpPool2d(2, 2).apply(x).shape()).isEqualTo(Shape.of(2, 3, 3, 2));
    assertThat(new AdaptiveAvgPool2d(1).apply(x).flatten(1, -1).toFloats())
        .containsExactly(new GlobalAvgPool().apply(x).flatten(1, -1).toFloats(), within(1e-6f));
    assertThat(new AdaptiveMaxPool2d(1).apply(x).flatten(1, -1).toFloats())
        .isEqualTo(new GlobalMaxPool().apply(x).toFloats());
    assertThatThrownBy(() -> new MaxPool1d(2).apply(x)).isInstanceOf(ShapeException.class);
  }

  @Test
  void layerNormAndEmbedding() {
    assertThat(new LayerNorm(4, 5).forward(rng.normal(3, 2, 2, 4, 5)).mean().item())
        .isCloseTo(0, within(1e-5));
    Embedding e = new Embedding(10, 3, rng, t -> t.paddingIndex(-1));
    Tensor y = e.forward(Tensor.of(new long[] {1, 9, 1, 0}, 2, 2));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
    Tensor w = e.parameters().iterator().next().value();
    assertThat(y.sum().backward().get(w).sum(1).toFloats())
        .containsExactly(3, 6, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aSmallConvolutionalNetworkLearnsDigits() {
    Layer model =
        new Sequential(
            x -> x.reshape(x.dim(0), 1, 28, 28),
            new Conv2d(1, 8, 3, rng, c -> c.stride(2)),
            new BatchNorm2d(8),
            new Relu(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(8 * 6 * 6, 10, rng));
    Optimizer adam = Adam.of(model).lr(0.01).build();
    Batch digits =
        DataLoader.of(DrawnDigits.draw(0, 256, 3))
            .batch(256, Collate.images())
            .build()
            .iterator()
            .next();
    Tensor images = digits.x();
    Tensor labels = digits.y();
    double first = Losses.crossEntropy(model.apply(images), labels).item();
    for (int i = 0; i < 40; i++) {
      try (Scope s = Scope.open("step")) {
        adam.step(Losses.crossEntropy(model.apply(images), labels).backward());
      }
    }
    assertThat(Losses.crossEntropy(model.apply(images), labels).item()).isLessThan(first / 5);
  }
}
