package io.cotangent.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Gradients;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
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
    assertThat(new MseLoss().apply(x, t).item()).isCloseTo(5.25 / 3, within(1e-15));
    assertThat(new HuberLoss().apply(x, t).item())
        .isCloseTo((0.5 + 1.5 + 0.125) / 3, within(1e-15));
    assertThat(new BceWithLogitsLoss().apply(Tensor.of(0.0), Tensor.of(1.0)).item())
        .isCloseTo(Math.log(2), within(1e-15));
    Loss smooth = new CrossEntropyLoss().labelSmoothing(0.1);
    Tensor logits = new Rng(1).normal(0, 1, 4, 3);
    Tensor classes = Tensor.of(new long[] {0, 2, 1, 1}, 4);
    double plain = new CrossEntropyLoss().apply(logits, classes).item();
    double spread = logits.logSoftmax(1).mean().neg().item();
    assertThat(smooth.apply(logits, classes).item())
        .isCloseTo(0.9 * plain + 0.1 * spread, within(1e-6));
    assertThat(new NllLoss().apply(logits.logSoftmax(1), classes).item())
        .isCloseTo(plain, within(1e-6));
    assertThat(new MseLoss()).isEqualTo(new MseLoss().reduction(Averaging.MEAN));
  }

  @Test
  void theClassMinusHundredIsIgnoredUnlessItIsToldOtherwise() {
    Tensor logits = new Rng(1).normal(0, 1, 3, 4);
    Tensor some = Tensor.of(new long[] {2, -100, 1});
    double first =
        Losses.crossEntropy(logits.slice(Slice.until(1)), some.slice(Slice.until(1))).item();
    double last =
        Losses.crossEntropy(logits.slice(Slice.from(2)), some.slice(Slice.from(2))).item();
    assertThat(new CrossEntropyLoss().apply(logits, some).item())
        .isCloseTo((first + last) / 2, within(1e-6));
    assertThat(Losses.crossEntropy(logits, some).item())
        .isCloseTo((first + last) / 2, within(1e-6));
    assertThatThrownBy(() -> new CrossEntropyLoss().ignoreIndex(null).apply(logits, some))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("-100");
  }

  @Test
  void focalLossCountsEasyExamplesLess() {
    Tensor logits = Tensor.of(2.0, -1.0);
    Tensor masks = Tensor.of(1.0, 1.0);
    double[] p = logits.sigmoid().toDoubles();
    double[] expected = new double[2];
    for (int i = 0; i < 2; i++) {
      expected[i] = 0.25 * (1 - p[i]) * (1 - p[i]) * -Math.log(p[i]);
    }
    assertThat(new FocalLoss().reduction(Averaging.NONE).apply(logits, masks).toDoubles())
        .containsExactly(expected, within(1e-12));
    assertThat(new FocalLoss().alpha(-1).gamma(0).apply(logits, masks).item())
        .isCloseTo(new BceWithLogitsLoss().apply(logits, masks).item(), within(1e-12));
  }

  @Test
  void diceLossIsNothingForTheRightMask() {
    Tensor masks = Tensor.of(1.0, 0, 1, 0, 0, 0).reshape(2, 3);
    Tensor sure = masks.times(80).minus(40);
    assertThat(new DiceLoss().apply(sure, masks).item()).isCloseTo(0, within(1e-12));
    double half = 1 - (2 * 0.5 * 2 + 1) / (1.5 + 2 + 1);
    assertThat(new DiceLoss().apply(Tensor.zeros(1, 3), Tensor.of(1f, 0f, 1f).reshape(1, 3)).item())
        .isCloseTo(half, within(1e-6));
  }

  @Test
  void contrastiveLossPullsAndPushes() {
    Tensor a = Tensor.of(0.0, 0, 0, 0, 0, 0).reshape(3, 2);
    Tensor b = Tensor.of(3.0, 4, 0.3, 0.4, 30, 40).reshape(3, 2);
    Tensor together = Tensor.of(1.0, 0, 0);
    assertThat(new ContrastiveLoss().reduction(Averaging.NONE).apply(a, b, together).toDoubles())
        .containsExactly(new double[] {12.5, 0.125, 0}, within(1e-4));
  }

  @Test
  void everyOtherCandidateIsANegative() {
    Tensor a = Tensor.of(1.0, 0, 0, 1).reshape(2, 2);
    assertThat(new MultipleNegativesRankingLoss().apply(a.times(7), a).item())
        .isCloseTo(Math.log1p(Math.exp(-20)), within(1e-12));
    assertThatThrownBy(() -> new MultipleNegativesRankingLoss().apply(a, Tensor.ones(1, 2)))
        .isInstanceOf(ShapeException.class);
  }

  @Test
  void tripletsAreMinedInTheBatch() {
    Tensor line = Tensor.of(0.0, 1, 3, 7).reshape(4, 1);
    Tensor labels = Tensor.of(new long[] {0, 0, 1, 1});
    BatchTripletLoss loss = new BatchTripletLoss();
    // farthest of the label less nearest of the other: 1 − 3, 1 − 2, 4 − 2, 4 − 6, margin 1
    assertThat(loss.apply(line, labels).item()).isCloseTo(3.0 / 4, within(1e-9));
    // positive among all: (2; 3, 1): 4 − 2 + 1, (2; 3, 0): 4 − 3 + 1
    assertThat(loss.mining(BatchTripletLoss.Mining.ALL).apply(line, labels).item())
        .isCloseTo((3 + 2) / 2.0, within(1e-9));
    // nearest that is farther than the pair's: 1 − 3, 1 − 2, none, 4 − 6
    assertThat(loss.mining(BatchTripletLoss.Mining.SEMI_HARD).margin(2).apply(line, labels).item())
        .isCloseTo((0 + 1 + 0) / 3.0, within(1e-9));
    Tensor one = Tensor.of(new long[] {5, 5, 5, 5});
    Tensor x = line.requiresGrad();
    for (BatchTripletLoss.Mining m : BatchTripletLoss.Mining.values()) {
      Tensor none = loss.mining(m).apply(x, one);
      assertThat(none.item()).isZero();
      assertThat(none.backward().get(x).toDoubles()).containsOnly(0);
      assertThat(loss.mining(m).apply(x, labels).backward().isFinite()).isTrue();
    }
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
    CtcLoss ctc = new CtcLoss().reduction(Averaging.SUM);
    assertThat(ctc.apply(p.log(), label, new long[] {2}, new long[] {1}).item())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void ctcOfASequenceThatDoesNotFitIsInfiniteOrNothing() {
    Tensor logits = new Rng(2).normal(0, 1, 2, 1, 3).requiresGrad();
    Tensor label = Tensor.of(new long[] {1, 1}, 1, 2); // needs a blank in between: three frames
    long[] frames = {2};
    long[] lengths = {2};
    Tensor logP = logits.logSoftmax(-1);
    assertThat(new CtcLoss().reduction(Averaging.SUM).apply(logP, label, frames, lengths).item())
        .isInfinite();
    Tensor none = new CtcLoss(0, true, Averaging.SUM).apply(logP, label, frames, lengths);
    assertThat(none.item()).isZero();
    assertThat(none.backward().get(logits).abs().max().item()).isZero();
  }

  @Test
  void framesBeyondASequencesNumberAreNotRead() {
    Tensor label = Tensor.of(new long[] {1}, 1, 1);
    Tensor logP = new Rng(2).normal(0, 1, 3, 1, 4).logSoftmax(-1);
    Tensor two = logP.slice(Slice.until(2));
    Tensor bad = Tensor.concat(0, two, Tensor.full(Double.NaN, 1, 1, 4)).requiresGrad();
    Tensor loss = new CtcLoss().apply(bad, label, new long[] {2}, new long[] {1});
    assertThat(loss.item())
        .isEqualTo(new CtcLoss().apply(two, label, new long[] {2}, new long[] {1}).item());
    Gradients g = loss.backward();
    assertThat(g.get(bad).get(2).toFloats()).containsOnly(0f);
    assertThat(g.isFinite()).isTrue();
  }

  /** Figures of PyTorch. */
  @Test
  void multiLabelMarginReadsListsUpToMinusOne() {
    Tensor scores = Tensor.of(new double[] {.1, .2, .4, .8, .5, -.3, .9, .2}, 2, 4).requiresGrad();
    Tensor lists = Tensor.of(new long[] {3, 0, -1, 1, 2, -1, 0, 0}, 2, 4);
    MultiLabelMarginLoss loss = new MultiLabelMarginLoss();
    assertThat(loss.reduction(Averaging.NONE).apply(scores, lists).toDoubles())
        .containsExactly(new double[] {0.85, 0.225}, within(1e-12));
    assertThat(loss.reduction(Averaging.SUM).apply(scores, lists).item())
        .isCloseTo(1.075, within(1e-12));
    assertThat(loss.apply(scores, lists).backward().get(scores).toDoubles())
        .containsExactly(-0.25, 0.25, 0.25, -0.25, 0.125, 0, -0.25, 0.125);
    assertThat(loss.apply(scores.detach().get(1), lists.get(1)).item())
        .isCloseTo(0.225, within(1e-12));
    assertThat(loss.apply(scores, Tensor.of(new long[] {-1, 0, 0, 0, -1, 0, 0, 0}, 2, 4)).item())
        .isZero();
    assertThatThrownBy(() -> loss.apply(scores, Tensor.of(new long[8], 8)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("must be both [N, C] or both [C]");
    assertThatThrownBy(() -> loss.apply(scores, lists.plus(1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("multiLabelMargin: class");
  }

  /** Figures of PyTorch. */
  @Test
  void tripletsTakeAnyDistance() {
    Tensor a = Tensor.of(new double[] {1, 2, 3, 0, 0, 0}, 2, 3);
    Tensor p = Tensor.of(new double[] {3, 2, -1, 1, 1, 1}, 2, 3);
    Tensor n = Tensor.of(new double[] {0, 1, 0, 2, 2, 2}, 2, 3);
    TripletMarginWithDistanceLoss euclidean =
        new TripletMarginWithDistanceLoss().reduction(Averaging.NONE);
    assertThat(euclidean.apply(a, p, n).toDoubles())
        .containsExactly(new double[] {2.1555101, 0}, within(1e-7));
    TripletMarginWithDistanceLoss blocks =
        new TripletMarginWithDistanceLoss((u, v) -> u.minus(v).abs().sum(-1))
            .margin(2)
            .swap(true)
            .reduction(Averaging.NONE);
    assertThat(blocks.apply(a, p, n).toDoubles()).containsExactly(3, 2);
    assertThatThrownBy(() -> blocks.margin(0)).hasMessageContaining("must be positive");
  }
}
