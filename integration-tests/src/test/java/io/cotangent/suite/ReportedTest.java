package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Autograd;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Gradients;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.loss.Averaging;
import io.cotangent.loss.CrossEntropyLoss;
import io.cotangent.loss.Losses;
import io.cotangent.nn.BatchNorm1d;
import io.cotangent.nn.Embedding;
import io.cotangent.nn.Gru;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Lstm;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import io.cotangent.nn.Rnn;
import io.cotangent.nn.RnnSettings;
import io.cotangent.op.Attention;
import io.cotangent.op.Lookup;
import io.cotangent.op.Pooling;
import io.cotangent.op.Resampling;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Lbfgs;
import io.cotangent.optim.OneCycle;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Schedule;
import io.cotangent.random.Rng;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Public bug reports about other frameworks that held here as well, one method each. */
class ReportedTest extends EveryBackend {
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void logSoftmaxOfLargeLogitsKeepsTheLogarithmOfTheSum() {
    double ln2 = Math.log(2);
    for (float base : new float[] {1e3f, 1e4f, 1e6f, 1e8f, -1e8f}) {
      Tensor x = Tensor.of(base, base);
      holds(x.logSoftmax(0), -ln2, -ln2);
      holds(slope(t -> t.logSoftmax(0).get(0), x), 0.5, -0.5);
      Tensor logits = x.reshape(1, 2);
      Tensor label = Tensor.of(new long[] {1}, 1);
      holds(Losses.crossEntropy(logits, label), ln2);
      holds(new CrossEntropyLoss().ignoreIndex(-100).apply(logits, label), ln2);
      holds(slope(t -> Losses.crossEntropy(t, label), logits), 0.5, -0.5);
    }
    Tensor wide = Tensor.of(1e16, 1e16);
    near(1e-15, wide.logSoftmax(0), -ln2, -ln2);
    near(1e-15, Losses.crossEntropy(wide.reshape(1, 2), Tensor.of(new long[] {1}, 1)), ln2);
  }

  @Test
  void logSumExpOfLargeNumbersHasTheGradientOfSmallOnes() {
    Tensor x = Tensor.of(new float[] {1e8f, 1e8f, -1e8f, 1e8f}, 2, 2);
    holds(slope(t -> t.logSumExp(0, 1), x), 1 / 3.0, 1 / 3.0, 0, 1 / 3.0);
    holds(slope(t -> t.logSumExp(1), x), 0.5, 0.5, 0, 1);
    holds(slope(t -> t.get(0).logCumsumExp(0), x), 1.5, 0.5, 0, 0);
    holds(
        slope(t -> t.logCumsumExp(0), Tensor.of(100f, 100f, 100f)),
        1 + 0.5 + 1 / 3.0,
        0.5 + 1 / 3.0,
        1 / 3.0);
  }

  @Test
  void bceOfCertaintyHasAFiniteGradient() {
    Tensor t = Tensor.of(0f, 1f, 1f, 0f);
    Tensor p = Tensor.of(0f, 1f, 0f, 1f);
    holds(Losses.bce(p, t, null, Averaging.NONE), 0, 0, 100, 100);
    holds(slope(x -> Losses.bce(x, t, null, Averaging.NONE), p), 0, 0, -1e12, 1e12);
    holds(slope(x -> Losses.bce(p, x, null, Averaging.NONE), t), 100, -100, 100, -100);
    holds(
        slope(2, x -> Losses.bce(x, t, null, Averaging.NONE), Tensor.of(0.5f, 0.25f, 0.5f, 0.5f)),
        4,
        16,
        4,
        4);
    Parameter w = new Parameter(Tensor.of(0f));
    Optimizer adam = Adam.of(Parameters.of(List.of(w))).lr(0.5).build();
    Tensor in = Tensor.of(1f, 2f, 3f, -1f);
    Tensor out = Tensor.of(1f, 1f, 1f, 0f);
    for (int i = 0; i < 100; i++) {
      adam.step(Losses.bce(w.value().times(in).sigmoid(), out, null, Averaging.MEAN).backward());
    }
    assertThat(w.value().item()).isBetween(4.0, 20.0);
  }

  @Test
  void bceWithLogitsIsExactWhereTheLogitIsSureAndRight() {
    for (float x : new float[] {-8, -10, -12, -15, -17, -20, 3}) {
      double loss = Math.log1p(Math.exp(x));
      double gradient = 1 / (1 + Math.exp(-x));
      for (float t : new float[] {0, 1}) {
        Tensor logit = Tensor.of(t == 0 ? x : -x);
        Tensor target = Tensor.of(t);
        Tensor wide = logit.to(DType.F64);
        near(1e-6, Losses.bceWithLogits(wide, target, null, null, Averaging.SUM), loss);
        Tensor g = slope(z -> Losses.bceWithLogits(z, target, null, null, Averaging.SUM), logit);
        near(1e-6, g, t == 0 ? gradient : -gradient);
      }
    }
    Tensor three = Tensor.of(3f);
    holds(
        Losses.bceWithLogits(three, Tensor.of(0.25f), null, Tensor.of(2f), Averaging.SUM),
        0.75 * Math.log1p(Math.exp(3)) + 0.5 * Math.log1p(Math.exp(-3)));
  }

  @Test
  void theSideThatLostGetsNothingOfAnInfiniteCotangent() {
    Tensor x = Tensor.of(-1.0, 4.0);
    holds(slope(t -> t.maximum(0).sqrt(), x), 0, 0.25);
    holds(slope(t -> t.maximum(0).log(), x), 0, 0.25);
    holds(slope(t -> t.neg().minimum(0).neg().sqrt(), x), 0, 0.25);
    holds(slope(t -> t.max().sqrt(), Tensor.of(0.0, -1.0)), INF, 0);
    holds(slope(t -> t.min().sqrt(), Tensor.of(0.0, 1.0)), INF, 0);
    holds(slope(t -> t.hardswish().sqrt(), Tensor.of(-5.0, 3.0)), 0, 1.5 / 2 / Math.sqrt(3));
  }

  @Test
  void nanStaysVisibleInTheGradientOfAnExtreme() {
    double nan = Double.NaN;
    Tensor other = Tensor.of(1.0, nan);
    holds(slope(t -> t.maximum(other), Tensor.of(nan, 1.0)), 1, 1);
    holds(slope(t -> t.minimum(other), Tensor.of(nan, 1.0)), 1, 1);
    holds(slope(other::maximum, Tensor.of(nan, 1.0)), 1, 1);
    holds(slope(t -> t.max(), Tensor.of(1.0, nan, nan)), 0, 0.5, 0.5);
    holds(slope(t -> t.min(), Tensor.of(1.0, nan, 0.0)), 0, 1, 0);
  }

  @Test
  void uniformNeverGivesItsUpperBound() {
    Tensor u = new Rng(7, 11786949).uniform(0, 1, 2);
    assertThat(u.max().item()).isLessThan(1);
    assertThat(u.log().neg().log().neg().isFinite().all().toLongs()).containsExactly(1);
    Tensor narrow = new Rng(1).uniform(1, 1.0000001, 1000);
    assertThat(narrow.toFloats()).containsOnly(1f);
  }

  @Test
  void powersThatAreConstantsHaveDerivativesOfEveryOrderAtZero() {
    Tensor zero = Tensor.of(0.0);
    holds(Autograd.hessian(x -> x.pow(0).sum(), zero), 0);
    holds(Autograd.hessian(x -> x.pow(0).times(5).plus(x.pow(2)).sum(), zero), 2);
    Tensor powers = Tensor.of(0.0, 1.0, 2.0, 3.0);
    Tensor c = Tensor.of(1.0, 2.0, 3.0, 4.0);
    holds(Autograd.hessian(x -> x.pow(powers).times(c).sum(), zero), 6);
    double factorial = 1;
    for (int n = 0; n <= 4; n++) {
      Tensor power = Tensor.of((double) n);
      for (int order = 1; order <= 5; order++) {
        holds(slope(order, x -> x.pow(power), zero), order == n ? factorial * n : 0);
      }
      factorial *= Math.max(n, 1);
    }
    holds(slope(2, x -> x.pow(Tensor.of(2.0)).plus(x.pow(Tensor.of(1.0))), Tensor.of(-1.5)), 2);
    holds(slope(2, b -> Tensor.of(0.0).pow(b), Tensor.of(0.5)), 0);
  }

  @Test
  void integersAreSummedInI64() {
    Tensor t = Tensor.of(new int[] {2147483647, 1}, 2);
    for (Tensor sum : new Tensor[] {t.sum(), t.cumsum(0).get(1), t.reshape(1, 2).sum(1).get(0)}) {
      assertThat(sum.dtype()).isEqualTo(DType.I64);
      assertThat(sum.toLongs()).containsExactly(2147483648L);
    }
    Tensor u = Tensor.of(new int[] {2147483647, 2}, 2);
    for (Tensor product : new Tensor[] {u.prod(), u.cumprod(0).get(1)}) {
      assertThat(product.dtype()).isEqualTo(DType.I64);
      assertThat(product.toLongs()).containsExactly(4294967294L);
    }
    holds(t.mean(), 1073741824);
    holds(Tensor.of(new int[] {1 << 30, 1 - (1 << 30)}, 2).mean(), 0.5);
    assertThat(t.max().dtype()).isEqualTo(DType.I32);
    assertThat(Tensor.of(new int[] {3, 4}, 2, 1).norm(2, 0).dtype()).isEqualTo(DType.F32);
  }

  @Test
  void averagesSeeTheirOwnWindowAlone() {
    double nan = Double.NaN;
    Tensor x = Tensor.of(1.0, 1.0, nan, nan).reshape(1, 1, 4);
    Tensor y = Tensor.of(1.0, 1.0, INF, 1.0).reshape(1, 1, 4);
    holds(Pooling.adaptiveAverage(x, 2), 1, nan);
    holds(Pooling.adaptiveAverage(y, 2), 1, INF);
    holds(Pooling.adaptiveAverage(x, 3), 1, nan, nan);
    holds(Pooling.adaptiveAverage(y, 3), 1, INF, INF);
    holds(
        Pooling.adaptiveAverage(Tensor.of(1.0, 2.0, 4.0, 8.0, 16.0).reshape(1, 1, 5), 3),
        1.5,
        14 / 3.0,
        12);
    holds(Resampling.interpolate(y, Resampling.Mode.AREA, false, 2), 1, INF);
    holds(Pooling.of(2).average(y), 1, INF);
    holds(Pooling.of(2).average(x), 1, nan);
    holds(Pooling.of(2).stride(1).average(y), 1, INF, INF);
    Tensor doubled = Resampling.interpolate(y, Resampling.Mode.LINEAR, true, 7);
    holds(doubled, 1, 1, 1, INF, INF, INF, 1);
  }

  @Test
  void adaptiveAveragesHaveTheGradientOfTheirMeans() {
    Tensor x = new Rng(3).normal(0, 1, 1, 2, 5, 7);
    Tensor g = slope(t -> Pooling.adaptiveAverage(t, 3, 4), x);
    assertThat(g.shape()).isEqualTo(x.shape());
    // Cells 0..1, 1..3, 3..4 of five rows: their elements have 1/2, 1/2 + 1/3, 1/3, 1/3 + 1/2, 1/2.
    near(2e-6, g.sum(0, 1, 3), 4, 4 * (1 + 2 / 3.0), 8 / 3.0, 4 * (1 + 2 / 3.0), 4);
  }

  @Test
  void anglesHaveAGradientAtEveryScale() {
    holds(atan2(0, 0), 0, 0);
    near(1e-6, atan2(1e-25f, 1e-25f), 5e24, -5e24);
    near(1e-6, atan2(1e25f, 1e25f), 5e-26, -5e-26);
    holds(slope(2, x -> x.get(0).atan2(x.get(1)), Tensor.of(0.0, 0.0)), 0, 0);
    near(1e-12, slope(2, x -> x.get(0).atan2(x.get(1)), Tensor.of(1.0, 2.0)), -0.28, 0.04);
  }

  private static Tensor atan2(float a, float b) {
    return slope(x -> x.get(0).atan2(x.get(1)), Tensor.of(a, b));
  }

  @Test
  void lengthsHaveAGradientAtEveryScale() {
    for (float s : new float[] {1e25f, 1e-25f}) {
      Tensor x = Tensor.of(3 * s, 4 * s);
      near(1e-6, x.get(0).hypot(x.get(1)), 5.0 * s);
      near(1e-6, slope(t -> t.get(0).hypot(t.get(1)), x), 0.6, 0.8);
      near(1e-6, x.norm(2), 5.0 * s);
      near(1e-6, slope(t -> t.norm(2), x), 0.6, 0.8);
      near(1e-6, x.norm(3), s * Math.cbrt(91));
      near(1e-6, slope(t -> t.norm(3), x), 9 / Math.pow(91, 2 / 3.0), 16 / Math.pow(91, 2 / 3.0));
      Tensor across = Tensor.of(4 * s, -3 * s);
      near(1e-6, x.cosineSimilarity(x, 0, 1e-30), 1);
      assertThat(x.cosineSimilarity(across, 0, 1e-30).item()).isBetween(-1e-6, 1e-6);
      near(
          1e-6,
          slope(t -> t.cosineSimilarity(x, 0, 1e-30), across),
          3 / (25.0 * s),
          4 / (25.0 * s));
      near(
          1e-5,
          slope(t -> t.normalize(2, 0, 1e-30).get(0), across),
          0.36 / (5.0 * s),
          0.48 / (5.0 * s));
    }
    holds(Tensor.of(INF, 1.0).norm(2), INF);
    holds(Tensor.of(INF, 1.0).norm(3), INF);
    for (float s : new float[] {1e30f, 1e-30f}) {
      Tensor x = Tensor.of(s, -s);
      near(1e-6, x.std(), Math.sqrt(2) * s);
      near(1e-6, slope(t -> t.std(), x), Math.sqrt(0.5), -Math.sqrt(0.5));
    }
    for (double p : new double[] {1, 1.5, 2, 3, INF, -INF, 0}) {
      holds(slope(t -> t.norm(p), Tensor.zeros(2)), 0, 0);
      holds(slope(2, t -> t.norm(p), Tensor.zeros(2)), 0, 0);
    }
    holds(slope(t -> t.get(0).hypot(t.get(1)), Tensor.zeros(2)), 0, 0);
    near(1e-6, slope(Tensor::asinh, Tensor.of(1e25f, -1e25f)), 1e-25, 1e-25);
    near(1e-6, slope(Tensor::acosh, Tensor.of(1e25f)), 1e-25);
    holds(slope(t -> t.logaddexp(Tensor.of(1e8f)), Tensor.of(1e8f)), 0.5);
  }

  @Test
  void theDivisorsGradientHasTheQuotientOfTheForwardPass() {
    Tensor a = Tensor.of(1.0, -1.0, 7.0, -7.0);
    Tensor b = Tensor.of(0.1, 0.1, 2.0, 2.0);
    holds(slope(t -> a.remainder(t), b), -9, 10, -3, 4);
    holds(slope(t -> a.rem(t), b), -9, 9, -3, 3);
    holds(slope(t -> Tensor.of(1f).remainder(t), Tensor.of(0.1f)), -9);
    holds(slope(t -> Tensor.of(-1.0, 1.0).remainder(t), Tensor.of(INF, INF)), 1, 0);
  }

  @Test
  void distancesOfManyRowsNeedNoMoreThanTheirResult() {
    Tensor a = new Rng(1).normal(0, 1, 150, 60);
    Tensor b = new Rng(2).normal(0, 1, 140, 60);
    Tensor d = a.cdist(b, 2);
    Tensor g = slope(t -> t.cdist(b, 2), a).get(149);
    Tensor h = slope(t -> a.cdist(t, 2), b).get(1);
    near(1e-5, d.get(149), a.get(149).minus(b).norm(2, 1).toDoubles());
    Tensor away = a.get(149).minus(b);
    near(1e-3, g, away.div(away.norm(2, new int[] {1}, true)).sum(0).toDoubles());
    Tensor to = b.get(1).minus(a);
    near(1e-3, h, to.div(to.norm(2, new int[] {1}, true)).sum(0).toDoubles());
    Tensor large = Tensor.zeros(3, 1, 2).expand(Shape.of(3, 400_000, 2));
    assertThat(large.cdist(Tensor.ones(3, 1, 2), 1).sum().item()).isEqualTo(2_400_000);
    int[] most = new int[1];
    Backends.use(SizeWatch.of(backend, most));
    Tensor rows = Tensor.ones(1, 200).expand(200, 200);
    slope(t -> t.cdist(rows, 2), rows);
    assertThat(most[0]).isLessThanOrEqualTo(1_000_000);
  }

  @Test
  void theOneCycleEndsWhereItEnds() {
    double[] rates = new OneCycle(1, 10).rates(1, 14);
    for (int e = 9; e < 14; e++) {
      assertThat(rates[e]).isEqualTo(rates[9]).isCloseTo(4e-6, within(1e-15));
    }
    assertThat(new OneCycle(1, 10, 0.1, true, 25, 1e4, false).at(1, 0)).isEqualTo(1);
    assertThat(new OneCycle(1, 1).at(1, 0)).isCloseTo(4e-6, within(1e-15));
    Schedule three = new OneCycle(1, 4, 0.5, false, 25, 1e4, true);
    assertThat(three.rates(1, 6))
        .containsExactly(new double[] {0.04, 1, 0.04, 4e-6, 4e-6, 4e-6}, within(1e-15));
  }

  private static Lbfgs wolfe(int iterations, Parameter... parameters) {
    return Lbfgs.of(Parameters.of(List.of(parameters)))
        .maxIterations(iterations)
        .maxEvaluations(300)
        .toleranceGradient(1e-10)
        .toleranceChange(1e-14)
        .history(10)
        .strongWolfe(true)
        .build();
  }

  @Test
  void theLineSearchBacksOffFromWhatIsNotFinite() {
    Parameter p = new Parameter(Tensor.of(40.0));
    Lbfgs l = wolfe(100, p);
    for (int i = 0; i < 3; i++) {
      l.step(() -> p.value().minus(p.value().sqrt().times(2)).times(100).sum());
    }
    near(1e-6, p.value(), 1);
    Parameter lost = new Parameter(Tensor.of(-1.0));
    Lbfgs none = Lbfgs.of(Parameters.of(List.of(lost))).build();
    assertThat(none.step(() -> lost.value().log().sum())).isNaN();
    holds(lost.value(), -1);
  }

  @Test
  void lbfgsPassesOverFrozenParametersAndCountsTiedOnesOnce() {
    Parameter free = new Parameter(Tensor.of(1.0, 2.0));
    Parameter frozen = new Parameter(Tensor.of(2.0));
    Lbfgs l = wolfe(20, frozen, free, free);
    frozen.freeze();
    l.step(() -> free.value().minus(3).square().plus(frozen.value()).sum());
    near(1e-9, free.value(), 3, 3);
    holds(frozen.value(), 2);
    frozen.thaw();
    l.step(
        () -> free.value().plus(frozen.value()).square().sum().plus(frozen.value().square().sum()));
    assertThat(frozen.value().item()).isNotEqualTo(2);
    double thawed = frozen.value().item();
    frozen.freeze();
    l.step(() -> free.value().plus(frozen.value()).minus(1).square().sum());
    near(1e-9, frozen.value(), thawed);
    near(1e-6, free.value(), 1 - thawed, 1 - thawed);
  }

  @Test
  void aNegativeVarianceCountsAsEpsilon() {
    Tensor one = Tensor.ones(4);
    Tensor variance = Tensor.of(-100f, -10f, 0f, 2f);
    double least = Math.log(1e-6) / 2;
    holds(
        Losses.gaussianNll(one, one, variance, false, 1e-6, Averaging.NONE),
        least,
        least,
        least,
        Math.log(2) / 2);
    holds(
        slope(v -> Losses.gaussianNll(one, one, v, false, 1e-6, Averaging.NONE), variance),
        5e5,
        5e5,
        5e5,
        0.25);
  }

  @Test
  void aQueryThatMaySeeNothingGivesZeroAndNoGradient() {
    Tensor x = Tensor.range(0, 4, 1).reshape(1, 2, 2);
    Tensor barred = Tensor.of(new boolean[] {false, false, true, true}, 1, 2, 2);
    Tensor added = Tensor.of(new double[] {0, 0, -INF, -INF}, 1, 2, 2).to(x.dtype());
    double p = 1 / (1 + Math.exp(Math.sqrt(2)));
    for (Tensor mask : new Tensor[] {barred, added}) {
      near(1e-6, Attention.scaledDotProduct(x, x, x, mask, false), 2 - 2 * p, 3 - 2 * p, 0, 0);
      near(
          1e-6,
          slope(v -> Attention.scaledDotProduct(x, x, v, mask, false), x),
          p,
          p,
          1 - p,
          1 - p);
      Tensor g = slope(t -> Attention.scaledDotProduct(t, t, t, mask, false), x);
      assertThat(g.isFinite().all().toLongs()).containsExactly(1);
      Tensor fused = slope(t -> Attention.scaledDotProduct(t, t, t, mask, false), x);
      near(1e-6, fused, g.toDoubles());
    }
  }

  @Test
  void anEmptyBatchLeavesTheRunningStatistics() {
    BatchNorm1d b = new BatchNorm1d(2);
    assertThat(b.apply(Tensor.zeros(0, 2)).shape()).isEqualTo(Shape.of(0, 2));
    holds(b.runningMean(), 0, 0);
    holds(b.runningVariance(), 1, 1);
    b.apply(Tensor.of(0f, 0f, 2f, 4f).reshape(2, 2));
    holds(b.runningMean(), 0.1, 0.2);
    holds(b.runningVariance(), 1.1, 1.7);
  }

  @Test
  void aCheckpointMovesTheRunningStatisticsOnce() {
    BatchNorm1d b = new BatchNorm1d(1);
    Tensor x = Tensor.of(0f, 2f).reshape(2, 1);
    slope(t -> Autograd.checkpoint(u -> b.apply(u[0]), t), x);
    holds(b.runningMean(), 0.1);
    holds(b.runningVariance(), 1.1);
  }

  @Test
  void aPaddingRowBeginsWithZerosAndStaysSo() {
    for (int padding : new int[] {2, -1}) {
      Embedding e = new Embedding(3, 2, new Rng(1), s -> s.paddingIndex(padding));
      Tensor index = Tensor.of(new long[] {0, 2, 2}, 3);
      holds(e.apply(index).get(1), 0, 0);
      assertThat(e.apply(index).get(0).ne(0).all().toLongs()).containsExactly(1);
      Parameter table = e.parameters().get("weight");
      holds(e.apply(index).sum().backward().get(table), 1, 1, 0, 0, 0, 0);
    }
    assertThatThrownBy(() -> new Embedding(3, 2, new Rng(1), s -> s.paddingIndex(3)))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("Embedding: padding index 3 is outside of 3 rows");
    Tensor w = Tensor.range(0, 6, 1).reshape(3, 2);
    Tensor index = Tensor.of(new long[] {0, 2}, 2);
    holds(slope(t -> Lookup.embedding(index, t, -1), w), 1, 1, 0, 0, 0, 0);
  }

  @Test
  void whatIsBeyondASequencesLengthIsNeverRead() {
    for (boolean both : new boolean[] {false, true}) {
      UnaryOperator<RnnSettings> two = s -> s.layers(2).bidirectional(both);
      UnaryOperator<RnnSettings> relu =
          s -> two.apply(s).nonlinearity(RnnSettings.Nonlinearity.RELU);
      Tensor lengths = Tensor.of(new long[] {2}, 1);
      Rnn rnn = new Rnn(2, 3, new Rng(4), two);
      isNotReadBeyond(rnn, x -> rnn.unroll(x, null, lengths).output());
      Rnn kinked = new Rnn(2, 3, new Rng(4), relu);
      isNotReadBeyond(kinked, x -> kinked.unroll(x, null, lengths).output());
      Lstm lstm = new Lstm(2, 3, new Rng(4), two);
      isNotReadBeyond(lstm, x -> lstm.unroll(x, null, lengths).output());
      Gru gru = new Gru(2, 3, new Rng(4), two);
      isNotReadBeyond(gru, x -> gru.unroll(x, null, lengths).output());
    }
  }

  private static void isNotReadBeyond(Layer m, UnaryOperator<Tensor> run) {
    double[][] got = new double[2][];
    for (int i = 0; i < 2; i++) {
      float beyond = i == 0 ? 0 : Float.NaN;
      Tensor x = Tensor.of(0f, 1f, 2f, 3f, beyond, -beyond).reshape(3, 1, 2);
      Tensor y = run.apply(x);
      Gradients g = y.sum().backward();
      got[i] = Tensor.concat(0, y.detach().flatten(), g.flat(m)).toDoubles();
    }
    assertThat(got[1]).as(m.toString()).containsExactly(got[0]);
  }
}
