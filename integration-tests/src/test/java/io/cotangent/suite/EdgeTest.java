package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.DType;
import io.cotangent.Index;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Convolution;
import io.cotangent.op.Normalization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Inputs at the edge: nothing, one number, the same tensor twice, huge and tiny values. */
class EdgeTest {
  /** Functions that give a tensor of the shape they are given, of any rank. */
  private static Map<String, UnaryOperator<Tensor>> pointwise() {
    Map<String, UnaryOperator<Tensor>> f = new LinkedHashMap<>();
    f.put("elu", x -> x.elu(1));
    f.put("celu", x -> x.celu(1));
    f.put("selu", Tensor::selu);
    f.put("leakyRelu", x -> x.leakyRelu(0.1));
    f.put("hardshrink", x -> x.hardshrink(0.5));
    f.put("softshrink", x -> x.softshrink(0.5));
    f.put("tanhshrink", Tensor::tanhshrink);
    f.put("hardtanh", x -> x.hardtanh(-1, 1));
    f.put("relu6", Tensor::relu6);
    f.put("hardsigmoid", Tensor::hardsigmoid);
    f.put("hardswish", Tensor::hardswish);
    f.put("threshold", x -> x.threshold(0, 1));
    f.put("softsign", Tensor::softsign);
    f.put("softplus", x -> x.softplus(2, 20));
    f.put("logSigmoid", Tensor::logSigmoid);
    f.put("mish", Tensor::mish);
    f.put("geluTanh", Tensor::geluTanh);
    f.put("logit", x -> x.sigmoid().logit());
    f.put("nanToNum", Tensor::nanToNum);
    f.put("frac", Tensor::frac);
    f.put("lgamma", x -> x.abs().plus(1).lgamma());
    f.put("polygamma", x -> x.abs().plus(1).polygamma(1));
    f.put("cumsum", x -> x.cumsum(0));
    f.put("cumprod", x -> x.cumprod(0));
    f.put("logCumsumExp", x -> x.logCumsumExp(0));
    f.put("cummax", x -> x.cummax(0).values());
    f.put("sort", x -> x.sort(0, false).values());
    f.put("softmax", x -> x.softmax(0));
    f.put("logSoftmax", x -> x.logSoftmax(0));
    f.put("prelu", x -> x.prelu(Tensor.of(0.25)));
    f.put("lerp", x -> x.lerp(x.neg(), 0.3));
    f.put("atan2", x -> x.atan2(x.plus(1)));
    f.put("hypot", x -> x.hypot(x));
    f.put("logaddexp", x -> x.logaddexp(x));
    f.put("xlogy", x -> x.xlogy(x.abs().plus(1)));
    f.put("masked", x -> x.maskedFill(x.gt(0), 1));
    return f;
  }

  private static void takes(Shape shape) {
    Tensor x = Tensor.full(io.cotangent.Backends.current(), DType.F64, 0.7, shape).requiresGrad();
    pointwise()
        .forEach(
            (name, f) -> {
              Tensor y = f.apply(x);
              assertThat(y.shape()).as(name).isEqualTo(shape);
              assertThat(y.sum().backward().get(x).shape()).as(name).isEqualTo(shape);
            });
  }

  @Test
  void nothing() {
    takes(Shape.of(0));
    takes(Shape.of(2, 0, 3));
    takes(Shape.of(0, 2));
  }

  @Test
  void oneNumber() {
    takes(Shape.SCALAR);
    takes(Shape.of(1));
    takes(Shape.of(1, 1, 1));
    Tensor one = Tensor.scalar(DType.F64, 3);
    assertThat(one.median().item()).isEqualTo(3);
    assertThat(one.topk(1, 0, true).values().item()).isEqualTo(3);
    assertThat(one.kthValue(1, 0, false).indices().item()).isEqualTo(0);
    assertThat(one.argmax().item()).isEqualTo(0);
    assertThat(one.norm(2).item()).isEqualTo(3);
    assertThat(one.flatten(0, -1).shape()).isEqualTo(Shape.of(1));
  }

  @Test
  void emptyReductionsAreNeutral() {
    Tensor none = Tensor.zeros(io.cotangent.Backends.current(), DType.F64, Shape.of(0, 2));
    assertThat(none.sum(0).toDoubles()).containsExactly(0, 0);
    assertThat(none.prod(0).toDoubles()).containsExactly(1, 1);
    assertThat(none.norm(2, 0).toDoubles()).containsExactly(0, 0);
    assertThat(none.logSumExp(0).toDoubles())
        .containsExactly(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(none.all(0).toLongs()).containsExactly(1, 1);
    assertThat(none.any(0).toLongs()).containsExactly(0, 0);
    assertThat(none.mean(0).toDoubles()).containsExactly(Double.NaN, Double.NaN);
    assertThat(none.nonzero().shape()).isEqualTo(Shape.of(0, 2));
    assertThat(Tensor.einsum("ij,ik->jk", none, none).toDoubles()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void truthValuesAreCounted() {
    Tensor t = Tensor.of(new boolean[] {true, true, false}, 3);
    assertThat(t.sum().toLongs()).containsExactly(2);
    assertThat(t.prod().toLongs()).containsExactly(0);
    assertThat(t.cumsum(0).toLongs()).containsExactly(1, 2, 2);
    assertThat(t.countNonzero().toLongs()).containsExactly(2);
    assertThat(Tensor.of(Double.NaN, -3.0, 0.0).sign().toDoubles()).containsExactly(0, -1, 0);
  }

  @Test
  void theSameTensorOnBothSidesCountsTwice() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad();
    Map<String, BiFunction<Tensor, Tensor, Tensor>> both = new LinkedHashMap<>();
    both.put("times", Tensor::times);
    both.put("matmul", Tensor::matmul);
    both.put("minus", Tensor::minus);
    both.put("div", Tensor::div);
    both.put("maximum", Tensor::maximum);
    both.put("hypot", Tensor::hypot);
    both.put("logaddexp", Tensor::logaddexp);
    both.put("kron", Tensor::kron);
    both.put("einsum", (a, b) -> Tensor.einsum("ij,jk->ki", a, b));
    both.put("concat", (a, b) -> Tensor.concat(1, a, b));
    both.forEach(
        (name, f) -> {
          double[] once = f.apply(x, x).sum().backward().get(x).toDoubles();
          Tensor a = x.detach().copy().requiresGrad();
          Tensor b = x.detach().copy().requiresGrad();
          var apart = f.apply(a, b).sum().backward();
          assertThat(once)
              .as(name)
              .containsExactly(apart.get(a).plus(apart.get(b)).toDoubles(), within(1e-12));
        });
  }

  @Test
  void hugeValuesDoNotOverflowOnTheWay() {
    Tensor huge = Tensor.of(1000.0, 1000, -1000).requiresGrad();
    assertThat(huge.softmax(0).toDoubles()).containsExactly(0.5, 0.5, 0);
    assertThat(huge.logSumExp().item()).isCloseTo(1000 + Math.log(2), within(1e-12));
    assertThat(huge.softplus().toDoubles()).containsExactly(1000, 1000, 0);
    assertThat(huge.sigmoid().toDoubles()).containsExactly(1, 1, 0);
    assertThat(huge.logSigmoid().toDoubles()).containsExactly(-0.0, -0.0, -1000);
    assertThat(huge.mish().sum().backward().get(huge).toDoubles()).containsExactly(1, 1, 0);
    assertThat(huge.elu(1).sum().backward().get(huge).toDoubles()).containsExactly(1, 1, 0);
    assertThat(huge.logaddexp(huge).toDoubles()[0]).isCloseTo(1000 + Math.log(2), within(1e-12));
    Tensor top = Tensor.of(1e200, 3e200);
    assertThat(top.hypot(top).toDoubles()[0]).isEqualTo(Math.hypot(1e200, 1e200));
    assertThat(Tensor.of(3e30f).hypot(Tensor.of(4e30f)).toFloats()[0])
        .isCloseTo(5e30f, within(1e25f));
  }

  @Test
  void largeOffsetsDoNotCancel() {
    Tensor x = Tensor.of(1e9 + 1, 1e9 + 2, 1e9 + 3);
    assertThat(x.variance().item()).isEqualTo(1);
    assertThat(x.std().item()).isEqualTo(1);
    Tensor f = Tensor.of(10001f, 10002f, 10003f);
    assertThat(f.variance().item()).isCloseTo(1, within(1e-6));
    assertThat(Normalization.layerNorm(x.unsqueeze(0), new int[] {3}, null, null, 0).toDoubles())
        .containsExactly(new double[] {-Math.sqrt(1.5), 0, Math.sqrt(1.5)}, within(1e-9));
  }

  @Test
  void tinyValuesKeepTheirDigits() {
    Tensor tiny = Tensor.of(1e-20);
    assertThat(tiny.log1p().item()).isEqualTo(1e-20);
    assertThat(tiny.expm1().item()).isEqualTo(1e-20);
    assertThat(tiny.asinh().item()).isEqualTo(1e-20);
    assertThat(tiny.atanh().item()).isEqualTo(1e-20);
    assertThat(tiny.erfinv().item()).isCloseTo(1e-20 * Math.sqrt(Math.PI) / 2, within(1e-35));
    assertThat(Tensor.of(10.0).erfc().item()).isCloseTo(2.0884875837625447e-45, within(1e-58));
    assertThat(Tensor.of(0.0).norm(2, 0).item()).isEqualTo(0);
    Tensor zero = Tensor.of(0.0, 0).requiresGrad();
    assertThat(zero.norm(2).backward().get(zero).toDoubles()).containsExactly(0, 0);
    assertThat(zero.std().backward().get(zero).toDoubles()).containsExactly(0, 0);
  }

  @Test
  void cosineSimilarityOfZerosHasAGradient() {
    Tensor zero = Tensor.of(new double[] {0, 0}, 1, 2).requiresGrad();
    Tensor one = Tensor.of(new double[] {3, 4}, 1, 2);
    double[] g = zero.cosineSimilarity(one, 1, 1e-8).sum().backward().get(zero).toDoubles();
    assertThat(g).containsExactly(new double[] {0.6e8, 0.8e8}, within(1e-3));
  }

  @Test
  void hardswishOfMinusInfinityIsUndefined() {
    assertThat(Tensor.of(Double.NEGATIVE_INFINITY, -4, 4).hardswish().toDoubles())
        .containsExactly(Double.NaN, -0.0, 4);
  }

  @Test
  void aTransposedConvolutionMayBePaddedBeyondItsStride() {
    Tensor x = Tensor.of(new double[] {1, 2}, 1, 1, 2);
    Tensor w = Tensor.of(new double[] {1, 10}, 1, 1, 2);
    assertThat(Convolution.DEFAULT.stride(2).dilation(3).transposed(x, w, null, 2).toDoubles())
        .containsExactly(1, 0, 2, 10, 0, 20, 0, 0);
  }

  @Test
  void aNumberInATensorSelectsLikeANumber() {
    Tensor x = Tensor.range(0, 6, 1).reshape(2, 3);
    assertThat(x.index(Index.all(), Index.of(Tensor.scalar(DType.I64, -1))).toDoubles())
        .containsExactly(2, 5);
    assertThatThrownBy(() -> x.index(Index.of(Tensor.scalar(DType.I64, 1L << 32))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("4294967296 is out of range (-2 to 1)");
  }

  @Test
  void einsumTakesAnyValidSubscripts() {
    Tensor a = Tensor.range(0, 6, 1).reshape(2, 3);
    Tensor b = Tensor.range(0, 12, 1).reshape(3, 4);
    assertThat(Tensor.einsum("ij,jk", a, b).toDoubles()).isEqualTo(a.matmul(b).toDoubles());
    assertThat(Tensor.einsum("ba", a).toDoubles()).isEqualTo(a.transpose(0, 1).toDoubles());
    Tensor batch = Tensor.range(0, 24, 1).reshape(4, 2, 3);
    assertThat(Tensor.einsum("...ij,jk->...ik", batch, b).shape()).isEqualTo(Shape.of(4, 2, 4));
    assertThat(Tensor.einsum("...ij , ...kj", batch, batch.get(0).unsqueeze(0)).toDoubles())
        .isEqualTo(batch.matmul(batch.get(0).transpose(0, 1)).toDoubles());
    assertThat(Tensor.einsum("i...->...", a).toDoubles()).isEqualTo(a.sum(0).toDoubles());
    assertThat(Tensor.einsum("ij,ij,ij->", a, a, a).item()).isEqualTo(225);
    assertThat(Tensor.einsum(",i->i", Tensor.scalar(DType.F64, 2), a.get(0)).toDoubles())
        .containsExactly(0, 2, 4);
  }

  @Test
  void einsumTakesTheCheapestOrder() {
    // (a·b)·c costs 100·1·100 + 100·100·1 = 20,000 multiply-adds, a·(b·c) 200.
    CountingBackend counting = new CountingBackend(io.cotangent.Backends.current());
    Tensor a = Tensor.ones(100, 1).to(counting);
    Tensor b = Tensor.ones(1, 100).to(counting);
    Tensor c = Tensor.ones(100, 1).to(counting);
    long before = counting.multiplyAdds;
    assertThat(Tensor.einsum("ij,jk,kl->il", a, b, c).toDoubles()[0]).isEqualTo(100);
    assertThat(counting.multiplyAdds - before).isLessThan(400); // copies are counted as well
  }
}
