package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.loss.Averaging;
import io.cotangent.loss.CrossEntropyLoss;
import io.cotangent.loss.Losses;
import io.cotangent.op.Lookup;
import io.cotangent.op.PadMode;
import io.cotangent.op.Pooling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Zero times infinity: what a function does not depend on gets the gradient 0, however large the
 * cotangent that does not reach it; and ties share a cotangent, so that it adds up.
 */
class InfiniteCotangentTest extends EveryBackend {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static Tensor f(double... values) {
    return Tensor.of(values);
  }

  /** Functions that are flat, or that select, at −5 and give 0 there: the root has slope ∞ at 0. */
  private static Map<String, UnaryOperator<Tensor>> flatAtMinusFive() {
    Map<String, UnaryOperator<Tensor>> m = new LinkedHashMap<>();
    Tensor zero = f(0);
    m.put("relu", Tensor::relu);
    m.put("relu6", Tensor::relu6);
    m.put("clamp", x -> x.clamp(0, 1));
    m.put("hardtanh", x -> x.hardtanh(0, 1));
    m.put("hardsigmoid", Tensor::hardsigmoid);
    m.put("hardswish", Tensor::hardswish);
    m.put("hardshrink", x -> x.hardshrink(6));
    m.put("softshrink", x -> x.softshrink(6));
    m.put("threshold", x -> x.threshold(0, 0));
    m.put("maximum", x -> x.maximum(zero));
    m.put("maximum of a number", x -> x.maximum(0));
    m.put("minimum", x -> x.neg().minimum(zero));
    m.put("where", x -> x.gt(0).where(x, zero));
    m.put("maskedFill", x -> x.maskedFill(x.lt(0), 0));
    m.put("max", x -> Tensor.concat(0, x, zero).max(0));
    m.put("min", x -> Tensor.concat(0, x.neg(), zero).min(0));
    m.put("max and where", x -> Tensor.concat(0, x, zero).maxWithIndices(0, false).values());
    m.put("cummax", x -> Tensor.concat(0, zero, x).cummax(0).values());
    m.put("cummin", x -> Tensor.concat(0, zero, x.neg()).cummin(0).values());
    m.put("sort", x -> Tensor.concat(0, x, zero).sort(0, true).values().get(0));
    m.put("topk", x -> Tensor.concat(0, x, zero).topk(1, 0, true).values());
    m.put("median", x -> Tensor.concat(0, x, zero, f(1)).median(0, false).values());
    m.put("kthValue", x -> Tensor.concat(0, x, zero).kthValue(2, 0, false).values());
    m.put("max pooling", x -> Pooling.of(2).max(Tensor.concat(0, x, zero).reshape(1, 1, 2)));
    m.put(
        "adaptive",
        x -> Pooling.adaptiveMax(Tensor.concat(0, x, zero).reshape(1, 1, 2), 1).values());
    m.put("norm, p = 0", x -> x.minus(x).norm(0));
    m.put("norm, p = -inf", x -> Tensor.concat(0, x, zero).norm(-INF));
    m.put("slice", x -> Tensor.concat(0, x, zero).get(1));
    m.put("tril", x -> x.expand(2, 2).tril(-2));
    m.put("pad", x -> x.pad(0, -1, 1));
    m.put("pad, replicated", x -> Tensor.concat(0, zero, x).pad(PadMode.REPLICATE, 0, -1));
    m.put("scatter", x -> x.scatter(0, Tensor.of(new long[] {0}), zero));
    m.put("nanToNum", x -> x.log().nanToNum(0, 1, 1));
    m.put("floor", x -> x.div(10).plus(1).floor());
    m.put("pow", x -> x.pow(f(0)).minus(1));
    m.put("hinge", x -> Losses.hingeEmbedding(x.neg(), f(-1), 1, Averaging.SUM));
    m.put("margin", x -> Losses.marginRanking(x.neg(), zero, f(1), 0, Averaging.SUM));
    m.put(
        "multiMargin",
        x ->
            Losses.multiMargin(
                Tensor.concat(0, x, zero).reshape(1, 2),
                Tensor.of(new long[] {1}),
                1,
                1,
                null,
                Averaging.SUM));
    return m;
  }

  @Test
  void aFlatFunctionStopsAnInfiniteCotangent() {
    flatAtMinusFive()
        .forEach(
            (name, g) -> {
              Tensor x = f(-5);
              assertThat(g.apply(x).square().sum().item()).as(name).isZero();
              UnaryOperator<Tensor> root = t -> g.apply(t).plus(t.detach().times(0)).sqrt();
              assertThat(grad(root, x)).as(name).isEqualTo(0);
              assertThat(grad(t -> grad2(root, t), x)).as(name + ", order 2").isEqualTo(0);
            });
  }

  private static double grad(UnaryOperator<Tensor> g, Tensor x) {
    Tensor leaf = x.requiresGrad();
    Tensor y = g.apply(leaf).sum();
    return y.isTracked() ? y.backward().get(leaf).item() + 0 : 0;
  }

  private static Tensor grad2(UnaryOperator<Tensor> g, Tensor x) {
    return g.apply(x.detach().requiresGrad()).isTracked() ? slope(g, x) : x.zerosLike();
  }

  @Test
  void theBranchNotTakenSeesAHarmlessInput() {
    holds(slope(t -> t.elu(1), f(1e3, -1e3)), 1, 0);
    holds(slope(t -> t.celu(1), f(1e3, -1e3)), 1, 0);
    holds(slope(w -> f(INF, -2.0).prelu(w), f(0.25)), -2);
    holds(slope(t -> Losses.smoothL1(t, f(0, 0), 1, Averaging.NONE), f(INF, -INF)), 1, -1);
    holds(slope(t -> Losses.huber(t, f(0, 0), 2, Averaging.NONE), f(INF, -INF)), 2, -2);
    holds(slope(t -> t.abs().sqrt(), f(4, -4)), 0.25, -0.25);
    holds(slope(Tensor::geluTanh, Tensor.of(1e20f, -1e20f)), 1, 0);
    holds(slope(2, Tensor::gelu, Tensor.of(1e25f, -1e25f)), 0, 0);
    holds(slope(t -> t.xlogy(f(0)), f(0)), 0);
    holds(slope(t -> f(0).xlogy(t), f(0)), 0);
    holds(slope(2, t -> t.xlogy(f(0)), f(0)), 0);
    holds(slope(2, b -> f(0).pow(b), f(1)), 0);
    holds(slope(b -> f(0, 0, 2).pow(b), f(0, 2, 1)), 0, 0, 2 * Math.log(2));
    holds(slope(a -> slope(b -> a.pow(b), f(2, 2)), f(0, 1)), 0, 1);
    holds(slope(t -> t.abs().sqrt(), f(0)), 0);
    holds(slope(t -> t.norm(1).sqrt(), f(0, 4)), 0, 0.25);
    holds(slope(t -> t.std(0), f(3, 3)), 0, 0);
    holds(slope(t -> Pooling.of(2).lp(t, 2), f(0, 0, 3, 4).reshape(1, 1, 4)), 0, 0, 0.6, 0.8);
    holds(slope(2, t -> t.maximum(0).pow(f(2)), f(-1, 2)), 0, 2);
  }

  @Test
  void nothingHasTheLogarithmMinusInfinityAndNoGradient() {
    Tensor nothing = f(-INF, -INF);
    holds(nothing.logSumExp(0), -INF);
    holds(slope(t -> t.logSumExp(0), nothing), 0, 0);
    holds(slope(2, t -> t.logSumExp(0), nothing), 0, 0);
    holds(nothing.logCumsumExp(0), -INF, -INF);
    holds(slope(t -> t.logCumsumExp(0), nothing), 0, 0);
    holds(f(-INF).logaddexp(f(-INF)), -INF);
    holds(slope(t -> t.logaddexp(f(-INF)), f(-INF)), 0);
    Tensor some = f(-INF, 1, -INF, 1);
    holds(some.logSumExp(0), 1 + Math.log(2));
    holds(slope(t -> t.logSumExp(0), some), 0, 0.5, 0, 0.5);
    holds(some.logCumsumExp(0), -INF, 1, 1, 1 + Math.log(2));
    holds(slope(t -> t.logCumsumExp(0), some), 0, 2.5, 0, 0.5);
    holds(f(1, INF).logSumExp(0), INF);
    holds(f(1, INF, 2).logCumsumExp(0), 1, INF, INF);
    holds(f(1, NAN).logSumExp(0), NAN);
    Tensor rows = Tensor.of(new double[] {-INF, -INF, 0, 0}, 2, 2);
    holds(slope(t -> t.logSumExp(1), rows), 0, 0, 0.5, 0.5);
    holds(Tensor.zeros(2, 0).logSumExp(1), -INF, -INF);
  }

  @Test
  void aProbabilityOfZeroCostsNothingWhereNothingWasExpected() {
    Tensor logits = Tensor.of(new double[] {0, -INF, 0}, 1, 3);
    Tensor target = Tensor.of(new double[] {0.5, 0, 0.5}, 1, 3);
    double ln2 = Math.log(2);
    holds(Losses.crossEntropy(logits, target), ln2);
    holds(new CrossEntropyLoss().apply(logits, target), ln2);
    holds(slope(t -> new CrossEntropyLoss().apply(t, target), logits), 0, 0, 0);
    Tensor logs = f(Math.log(0.5), -INF);
    holds(Losses.klDiv(logs, f(1, 0), false, Averaging.NONE), ln2, 0);
    holds(slope(t -> Losses.klDiv(t, f(1, 0), false, Averaging.NONE), logs), -1, 0);
    holds(slope(t -> Losses.klDiv(f(-1, -1), t, false, Averaging.NONE), f(1, 0)), 2, 1);
    holds(Losses.klDiv(logs, f(0, -INF), true, Averaging.NONE), ln2, 0);
    holds(slope(t -> Losses.klDiv(logs, t, true, Averaging.NONE), f(0, -INF)), 1 + ln2, 0);
    Tensor low = Tensor.of(new double[] {0, -9, 0}, 1, 3);
    double sum = Math.log(2 + Math.exp(-9));
    holds(slope(t -> Losses.crossEntropy(low, t), target), sum, 9 + sum, sum);
  }

  @Test
  void tiesShareACotangentThatAddsUp() {
    for (double v : new double[] {0, 1, -1, INF, -INF}) {
      Tensor a = f(v, v);
      for (Tensor g :
          new Tensor[] {
            slope(t -> t.maximum(a), a).plus(slope(t -> a.maximum(t), a)),
            slope(t -> t.minimum(a), a).plus(slope(t -> a.minimum(t), a)),
          }) {
        holds(g, 1, 1);
      }
      holds(slope(t -> t.maximum(a), a), 0.5, 0.5);
      holds(slope(t -> t.minimum(a), a), 0.5, 0.5);
      Tensor three = Tensor.concat(0, a, f(v));
      double third = 1 / 3.0;
      holds(slope(t -> t.max(), three), third, third, third);
      holds(slope(t -> t.min(), three), third, third, third);
    }
    Tensor x = Tensor.of(new double[] {2, 2, 1, 3, 0, 3, 3, 3}, 2, 4);
    holds(slope(t -> t.max(1), x), 0.5 * 0, 0, 0, 1, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0);
    holds(slope(t -> t.max(0), x), 1, 0, 0, 0.5, 0, 1, 1, 0.5);
    holds(slope(t -> t.min(0), x), 0, 1, 1, 0.5, 1, 0, 0, 0.5);
    holds(slope(t -> t.norm(INF), f(3, -3, 1)), 0.5, -0.5, 0);
    holds(slope(t -> t.norm(-INF), f(3, -3, 4)), 0.5, -0.5, 0);
    holds(slope(t -> t.maxWithIndices(0, false).values(), f(1, 1)), 1, 0);
    holds(slope(t -> t.sort(0, false).values().get(0), f(1, 1)), 1, 0);
    holds(slope(t -> t.cummax(0).values(), f(1, 1)), 1, 1);
    holds(slope(t -> t.median(), f(1, 1, 1)), 0, 1, 0);
  }

  @Test
  void valuesOutsideOfTheDomainAreNan() {
    holds(f(-1e25, 0.5, -2, 1).acosh(), NAN, NAN, NAN, 0);
    holds(f(INF).polygamma(1), 0);
    holds(f(NAN, 0.1).softshrink(0.5), NAN, 0);
  }

  @Test
  void whatIsLeftOutIsNotRead() {
    Tensor own = Tensor.of(new long[] {1});
    for (int p : new int[] {1, 2}) {
      UnaryOperator<Tensor> loss =
          t -> Losses.multiMargin(t.reshape(1, 2), own, p, 1, null, Averaging.SUM);
      holds(loss.apply(f(0, INF)), 0);
      holds(slope(loss, f(0, INF)), 0, 0);
    }
    Tensor rows = Tensor.of(new double[] {0, 0, NAN, INF, -INF, -INF}, 3, 2);
    Tensor classes = Tensor.of(new long[] {1, -100, -100});
    for (CrossEntropyLoss c :
        List.of(
            new CrossEntropyLoss(), new CrossEntropyLoss().labelSmoothing(0.5).weight(f(1, 1)))) {
      CrossEntropyLoss ignoring = c.ignoreIndex(-100);
      holds(ignoring.apply(rows, classes), Math.log(2));
      double e = c.labelSmoothing() / 2;
      holds(slope(t -> ignoring.apply(t, classes), rows), 0.5 - e, e - 0.5, 0, 0, 0, 0);
    }
    Tensor index = Tensor.of(new long[] {0, 1}, 1, 2);
    Tensor table = Tensor.of(new double[] {1, 2, INF, NAN}, 2, 2);
    Tensor factors = f(3, INF).reshape(1, 2);
    UnaryOperator<Tensor> ofTable = t -> Lookup.bag(index, t, Lookup.BagMode.SUM, factors, 1);
    holds(ofTable.apply(table), 3, 6);
    holds(slope(ofTable, table), 3, 3, 0, 0);
    holds(slope(t -> Lookup.bag(index, table, Lookup.BagMode.SUM, t, 1), factors), 3, 0);
    Tensor nothing = Tensor.of(new double[] {-INF, 2, 1, 1}, 2, 2);
    holds(Lookup.bag(index, nothing, Lookup.BagMode.MAX, null, 1), -INF, 2);
    holds(Lookup.bag(index.slice(1, Slice.from(1)), nothing, Lookup.BagMode.MAX, null, 1), 0, 0);
    Tensor ones = Tensor.ones(2, 2);
    holds(Tensor.full(NAN, 2, 2).addmm(ones, ones, 0, 1), 2, 2, 2, 2);
    holds(slope(t -> t.addmm(ones, ones, 0, 1), Tensor.full(NAN, 2, 2)), 0, 0, 0, 0);
  }

  @Test
  void anInfiniteTermHasItsSumsGradientAlone() {
    holds(slope(t -> t.logaddexp(f(INF)), f(INF)), 0.5);
    holds(slope(t -> t.logaddexp(f(1)), f(INF)), 1);
    Tensor x = f(1, INF, -INF, 2);
    holds(x.logCumsumExp(0), 1, INF, INF, INF);
    holds(slope(t -> t.logCumsumExp(0), x), 1, 3, 0, 0);
  }
}
