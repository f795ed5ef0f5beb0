package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.DType;
import io.cotangent.Gradients;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

/** The examples by which backpropagation is taught, with their numbers. */
class TextbookTest {
  private static Tensor leaf(double v) {
    return Tensor.scalar(DType.F64, v).requiresGrad();
  }

  @Test
  void sumTimesFactor() {
    Tensor x = leaf(-2);
    Tensor y = leaf(5);
    Tensor z = leaf(-4);
    Tensor f = x.plus(y).times(z);
    Gradients g = f.backward();
    assertThat(f.item()).isEqualTo(-12);
    assertThat(g.get(x).item()).isEqualTo(-4);
    assertThat(g.get(y).item()).isEqualTo(-4);
    assertThat(g.get(z).item()).isEqualTo(3);
  }

  @Test
  void sigmoidNeuronOfTwoInputs() {
    Tensor w0 = leaf(2);
    Tensor w1 = leaf(-3);
    Tensor w2 = leaf(-3);
    Tensor x0 = leaf(-1);
    Tensor x1 = leaf(-2);
    Tensor f = w0.times(x0).plus(w1.times(x1)).plus(w2).sigmoid();
    Gradients g = f.backward();
    assertThat(f.item()).isCloseTo(0.7311, within(5e-5));
    double slope = 0.19661193324148185; // σ(1)·(1 − σ(1))
    assertThat(g.get(w0).item()).isCloseTo(-1 * slope, within(1e-12));
    assertThat(g.get(w1).item()).isCloseTo(-2 * slope, within(1e-12));
    assertThat(g.get(w2).item()).isCloseTo(slope, within(1e-12));
    assertThat(g.get(x0).item()).isCloseTo(2 * slope, within(1e-12));
    assertThat(g.get(x1).item()).isCloseTo(-3 * slope, within(1e-12));
  }

  /** ∂C/∂w = a(L−1)·σ′(z)·2(a − y) at the last layer; each layer before adds its factor w·σ′(z). */
  @Test
  void chainOfSingleNeurons() {
    double[] w = {0.7, -1.3, 0.4};
    double[] b = {0.1, 0.5, -0.2};
    double y = 0.9;
    Tensor[] ws = {leaf(w[0]), leaf(w[1]), leaf(w[2])};
    Tensor a = Tensor.scalar(DType.F64, 0.6);
    double[] activation = {0.6, 0, 0, 0};
    double[] slope = new double[3];
    for (int l = 0; l < 3; l++) {
      a = a.times(ws[l]).plus(b[l]).sigmoid();
      double s = 1 / (1 + Math.exp(-(w[l] * activation[l] + b[l])));
      activation[l + 1] = s;
      slope[l] = s * (1 - s);
    }
    Gradients g = a.minus(y).square().backward();
    double upstream = 2 * (activation[3] - y);
    for (int l = 2; l >= 0; l--) {
      assertThat(g.get(ws[l]).item())
          .as("layer %d", l)
          .isCloseTo(activation[l] * slope[l] * upstream, within(1e-12));
      upstream *= slope[l] * w[l];
    }
  }

  @Test
  void aValueUsedInSeveralPlacesSumsItsBranches() {
    Tensor x = leaf(3);
    Tensor f = x.times(x).plus(x.times(5)).minus(x.exp().times(0)).plus(x);
    assertThat(f.backward().get(x).item()).isEqualTo(2 * 3 + 5 + 1);
  }

  @Test
  void theGradientOfAMeanLossIsTheMeanOfTheGradients() {
    Rng rng = new Rng(1);
    Tensor x = rng.normal(0, 1, 8, 5).to(DType.F64);
    Tensor y = rng.normal(0, 1, 8, 1).to(DType.F64);
    Tensor w = rng.normal(0, 1, 5, 1).to(DType.F64).requiresGrad();
    double[] whole = Losses.mse(x.matmul(w).tanh(), y).backward().get(w).toDoubles();
    double[] mean = new double[5];
    for (int i = 0; i < 8; i++) {
      Tensor xi = x.get(i).unsqueeze(0);
      Tensor yi = y.get(i).unsqueeze(0);
      double[] g = Losses.mse(xi.matmul(w).tanh(), yi).backward().get(w).toDoubles();
      for (int k = 0; k < 5; k++) {
        mean[k] += g[k] / 8;
      }
    }
    assertThat(whole).containsExactly(mean, within(1e-12));
  }

  @Test
  void aMillionChainedNodesRunBackwardWithoutStackOverflow() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 1_000_000; i++) {
      y = y.plus(1e-6);
    }
    assertThat(y.backward().get(x).item()).isEqualTo(1);
  }

  @Test
  void softmaxAndItsLossDoNotOverflow() {
    Tensor logits = Tensor.of(new double[] {1000, 0, -1000, 1e-3, 2e-3, 3e-3}, 2, 3).requiresGrad();
    Tensor loss = Losses.crossEntropy(logits, Tensor.of(new int[] {2, 0}, 2));
    assertThat(loss.item()).isCloseTo((2000 + Math.log(3) + 1e-3) / 2, within(1e-3));
    assertThat(loss.backward().get(logits).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(Tensor.of(new double[] {1e4, 1e4}).logSumExp().item())
        .isCloseTo(1e4 + Math.log(2), within(1e-9));
    assertThat(Tensor.of(new double[] {-800, 800}).softplus().toDoubles()[1]).isEqualTo(800);
  }
}
