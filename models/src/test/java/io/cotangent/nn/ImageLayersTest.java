package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.data.DrawnDigits;
import io.cotangent.loss.Losses;
import io.cotangent.op.Pooling;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

/** Convolutions, normalization and embeddings as layers. */
class ImageLayersTest {
  private final Rng rng = new Rng(6);

  @Test
  void convLayersHaveShapesAndParameters() {
    Conv c =
        new Conv(
            4, 6, new int[] {3, 2}, io.cotangent.op.Convolution.DEFAULT.groups(2).padding(1), rng);
    assertThat(c.apply(Tensor.ones(2, 4, 5, 5)).shape()).isEqualTo(Shape.of(2, 6, 5, 6));
    assertThat(c.leaves()).containsOnlyKeys("weight", "bias");
    assertThat(c.describe()).isEqualTo("Conv 4 → 6, [3, 2]");
    assertThatThrownBy(
            () -> new Conv(3, 6, new int[] {3}, io.cotangent.op.Convolution.DEFAULT.groups(2), rng))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("divide into 2 groups");
  }

  @Test
  void batchNormMovesItsStatisticsInTrainingAlone() {
    BatchNorm b = new BatchNorm(3);
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
  void layerNormAndEmbedding() {
    assertThat(new LayerNorm(4, 5).forward(rng.normal(3, 2, 2, 4, 5)).mean().item())
        .isCloseTo(0, within(1e-5));
    Embedding e = new Embedding(10, 3, -1, rng);
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
            new Conv(1, 8, new int[] {3, 3}, io.cotangent.op.Convolution.DEFAULT.stride(2), rng),
            new BatchNorm(8),
            new Relu(),
            x -> Pooling.of(2, 2).max(x),
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
