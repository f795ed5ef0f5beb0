package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.GraphOption;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Convolution;
import io.cotangent.op.Pooling;
import io.cotangent.op.Resampling;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What can be exact is: integers, powers, ends of an interval, sums of many in one place. */
class ExactnessTest extends EveryBackend {
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void logarithmsOfPowersAreWhole() {
    double[] powers = new double[240];
    double[] exponents = new double[240];
    for (int k = 0; k < 240; k++) {
      exponents[k] = k - 120;
      powers[k] = Math.scalb(1.0, k - 120);
    }
    assertThat(Tensor.of(powers).log2().toDoubles()).containsExactly(exponents);
    assertThat(Tensor.of(exponents).exp2().toDoubles()).containsExactly(powers);
    near(
        1e-15,
        Tensor.of(Double.MIN_VALUE, 3.0, 0.99).log2(),
        -1074,
        1.5849625007211562,
        -0.014499569695115089);
    holds(Tensor.of(0.0, -1.0, INF).log2(), -INF, Double.NaN, INF);
  }

  @Test
  void derivativesDoNotCancel() {
    double tiny = Math.exp(-20);
    near(1e-6, slope(Tensor::expm1, Tensor.of(-20f)), tiny);
    near(1e-6, slope(x -> x.elu(1), Tensor.of(-20f)), tiny);
    near(1e-6, slope(x -> x.celu(2), Tensor.of(-40f)), tiny);
    near(1e-6, slope(Tensor::logSigmoid, Tensor.of(20f)), 1 / (1 + Math.exp(20)));
    float x = 0.9999995f;
    double root = Math.sqrt((1 - (double) x) * (1 + (double) x));
    near(1e-6, slope(Tensor::asin, Tensor.of(x, -x)), 1 / root, 1 / root);
    near(1e-6, slope(Tensor::acos, Tensor.of(x)), -1 / root);
    near(1e-6, slope(Tensor::atanh, Tensor.of(x)), 1 / (root * root));
    near(1e-12, slope(2, Tensor::asin, Tensor.of(0.5)), 0.5 / Math.pow(0.75, 1.5));
    near(1e-12, slope(3, Tensor::atanh, Tensor.of(0.5)), 2 * (1 + 3 * 0.25) / Math.pow(0.75, 3));
    holds(slope(2, Tensor::asin, Tensor.of(1.0)), INF);
  }

  @Test
  void integersStayExact() {
    Tensor large = Tensor.of(new long[] {(1L << 53) + 1, 3});
    assertThat(large.max().toLongs()).containsExactly((1L << 53) + 1);
    assertThat(large).hasToString("[9007199254740993, 3] I64[2]");
    near(1e-6, Tensor.of(new long[] {1L << 62, 1L << 62}).mean(), 0x1p62);
    Tensor bounded = Tensor.of(new int[] {-3, 5}).clamp(0, INF);
    assertThat(bounded.dtype()).isEqualTo(DType.I32);
    assertThat(bounded.toLongs()).containsExactly(0, 5);
    assertThat(large.clamp(-INF, 7).toLongs()).containsExactly(7, 3);
  }

  @Test
  void interpolationEndsAtItsEnds() {
    Tensor a = Tensor.of(1e16, 0.1);
    Tensor b = Tensor.of(1.0, 0.7);
    for (double w : new double[] {0, 1}) {
      double[] end = w == 0 ? new double[] {1e16, 0.1} : new double[] {1, 0.7};
      assertThat(a.lerp(b, w).toDoubles()).containsExactly(end);
      assertThat(a.lerp(b, Tensor.of(w)).toDoubles()).containsExactly(end);
    }
    near(
        1e-12,
        slope(w -> Tensor.of(1.0, 1.0).lerp(Tensor.of(3.0, 4.0), w), Tensor.of(0.2, 0.8)),
        2,
        3);
    near(1e-12, slope(x -> x.lerp(Tensor.of(3.0, 4.0), Tensor.of(0.2, 0.8)), b), 0.8, 0.2);
    Tensor pixels = Tensor.arange(129).to(DType.F64).reshape(1, 1, 129);
    Tensor more = Resampling.interpolate(pixels, Resampling.Mode.NEAREST, false, 222);
    assertThat(more.get(0, 0, 148).item()).isEqualTo(86); // 148·129/222
  }

  @Test
  void whatMeetsInOnePlaceIsAddedInF64() {
    int n = 1_000_000;
    Tensor tenth = Tensor.full(0.1, 1).expand(Shape.of(n));
    Tensor index = Tensor.of(new long[] {1}).expand(Shape.of(n));
    holds(Tensor.zeros(2).scatterAdd(0, index, tenth), 0, 100_000.0015);
    Tensor places = index.unsqueeze(1).expand(Shape.of(n, 2));
    Tensor columns = tenth.unsqueeze(1).expand(Shape.of(n, 2)).times(Tensor.of(1f, -1f));
    holds(
        Tensor.zeros(3, 2).scatterAdd(0, places, columns), 0, 0, 100_000.0015, -100_000.0015, 0, 0);
    Tensor mixed = Tensor.of(new long[] {0, 1, -1, 0, 0, 2}, 3, 2);
    Tensor to =
        Tensor.zeros(3, 2).scatterAdd(0, mixed, Tensor.arange(6).to(DType.F32).reshape(3, 2));
    holds(to, 4, 3, 0, 1, 2, 5);
    Tensor part =
        Tensor.ones(2, 3).scatterAdd(1, Tensor.of(new long[] {2, 2}, 1, 2), Tensor.ones(1, 2));
    holds(part, 1, 1, 3, 1, 1, 1);
  }

  /** Every element of the input lies in thousands of windows, each with a cotangent of 0.1. */
  /** 0.1 is a little more as a float, and ten thousand of them one by one are 1e-4 less. */
  @Test
  void aWeightUsedOftenLosesNoTerms() {
    int uses = 10_000;
    near(1e-6, usedOften(Tensor.of(1f, 1f), uses, w -> w.times(0.1)), 0.1 * uses, 0.1 * uses);
    near(1e-6, usedOften(Tensor.of(1f), uses, w -> w.plus(0)), uses);
    near(0, usedOften(Tensor.of(1f), 64, w -> w.plus(0)), 64);
    near(0, usedOften(Tensor.of(1f), 65, w -> w.plus(0)), 65);
    near(0, usedOften(Tensor.of(1f), 129, w -> w.plus(0)), 129);
    Tensor x = Tensor.of(3f).requiresGrad();
    Tensor y = x.square();
    Tensor sum = y;
    for (int i = 0; i < 200; i++) {
      sum = sum.plus(y.times(x));
    }
    Tensor once = sum.sum().backward(GraphOption.CREATE).get(x);
    near(1e-6, once, 2 * 3 + 200 * 3 * 9);
    near(1e-6, once.sum().backward().get(x), 2 + 200 * 6 * 3);
  }

  private static Tensor usedOften(Tensor weight, int uses, UnaryOperator<Tensor> use) {
    Tensor w = weight.requiresGrad();
    Tensor sum = use.apply(w);
    for (int i = 1; i < uses; i++) {
      sum = sum.plus(use.apply(w));
    }
    return sum.sum().backward().get(w);
  }

  @Test
  void gradientsOfWideWindowsAreAddedInF64() {
    int n = 5000;
    int wide = 4000;
    double truth = wide * (double) 0.1f;
    Tensor x = Tensor.zeros(1, 1, 2 * n);
    Tensor kernel = Tensor.full(0.1, 1, 1, wide);
    Convolution conv = Convolution.DEFAULT;
    Tensor byConvolution = Autograd.grad(t -> conv.apply(t, kernel, null).sum(), x);
    near(1e-6, byConvolution.get(0, 0, n), truth);
    Tensor byPool = Autograd.grad(t -> Pooling.of(wide).stride(1).average(t).sum(), x);
    near(1e-6, byPool.get(0, 0, n), wide * (double) (1f / wide));
    Tensor byWindows = Autograd.grad(t -> t.unfold(2, wide, 1).times(0.1).sum(), x);
    near(1e-6, byWindows.get(0, 0, n), truth);
    Tensor image = Tensor.zeros(1, 1, 60, 60);
    Tensor square = Tensor.full(0.1, 1, 1, 25, 25);
    Tensor inPlane = Autograd.grad(t -> conv.apply(t, square, null).sum(), image);
    near(1e-6, inPlane.get(0, 0, 30, 30), 625 * (double) 0.1f);
    near(1e-6, inPlane.get(0, 0, 0, 0), 0.1f);
  }
}
