package io.cotangent.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

class LossesTest {
  private final Tensor x = Tensor.of(1.0, -2, 0.5);
  private final Tensor t = Tensor.of(0.0, 0, 1);

  @Test
  void averagingSaysWhatBecomesOfTheElements() {
    assertThat(Losses.l1(x, t, Averaging.NONE).toDoubles()).containsExactly(1, 2, 0.5);
    assertThat(Losses.l1(x, t, Averaging.SUM).item()).isEqualTo(3.5);
    assertThat(Losses.l1(x, t, Averaging.MEAN).item()).isEqualTo(3.5 / 3);
    Tensor wide = Tensor.ones(2, 5);
    assertThat(Losses.l1(wide, wide.zerosLike(), Averaging.BATCH_MEAN).item()).isEqualTo(5);
  }

  @Test
  void lossesAreObjectsAsWell() {
    assertThat(Loss.mse().apply(x, t).item()).isCloseTo(5.25 / 3, within(1e-15));
    assertThat(Loss.huber(1).apply(x, t).item()).isCloseTo((0.5 + 1.5 + 0.125) / 3, within(1e-15));
    assertThat(Loss.bceWithLogits().apply(Tensor.of(0.0), Tensor.of(1.0)).item())
        .isCloseTo(Math.log(2), within(1e-15));
    Loss smooth = Loss.crossEntropy(CrossEntropy.MEAN.labelSmoothing(0.1));
    Tensor logits = new Rng(1).normal(0, 1, 4, 3);
    Tensor classes = Tensor.of(new long[] {0, 2, 1, 1}, 4);
    double plain = Loss.crossEntropy().apply(logits, classes).item();
    double spread = logits.logSoftmax(1).mean().neg().item();
    assertThat(smooth.apply(logits, classes).item())
        .isCloseTo(0.9 * plain + 0.1 * spread, within(1e-6));
  }

  @Test
  void aTargetThatWouldStretchThePredictionIsRefused() {
    assertThatThrownBy(() -> Losses.mse(Tensor.ones(4, 1), Tensor.ones(4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("mse: prediction [4, 1] and target [4] must have one shape");
  }

  @Test
  void ctcCountsAllAlignments() {
    // Two frames, one label: blank-label, label-blank and label-label.
    Tensor p = Tensor.of(new double[] {0.6, 0.4, 0.3, 0.7}, 2, 1, 2);
    Tensor label = Tensor.of(new long[] {1}, 1, 1);
    double expected = -Math.log(0.6 * 0.7 + 0.4 * 0.3 + 0.4 * 0.7);
    Ctc ctc = new Ctc(0, false, Averaging.SUM);
    assertThat(ctc.of(p.log(), label, new long[] {2}, new long[] {1}).item())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void ctcOfASequenceThatDoesNotFitIsInfiniteOrNothing() {
    Tensor logits = new Rng(2).normal(0, 1, 2, 1, 3).requiresGrad();
    Tensor label = Tensor.of(new long[] {1, 1}, 1, 2); // needs a blank in between: three frames
    long[] frames = {2};
    long[] lengths = {2};
    Tensor logP = logits.logSoftmax(-1);
    assertThat(new Ctc(0, false, Averaging.SUM).of(logP, label, frames, lengths).item())
        .isInfinite();
    Tensor none = new Ctc(0, true, Averaging.SUM).of(logP, label, frames, lengths);
    assertThat(none.item()).isZero();
    assertThat(none.backward().get(logits).abs().max().item()).isZero();
  }
}
