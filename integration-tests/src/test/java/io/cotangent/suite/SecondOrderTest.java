package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.GraphOption;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Activation;
import io.cotangent.op.Binary;
import io.cotangent.op.Composite;
import io.cotangent.op.Linear;
import io.cotangent.op.Unary;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Gradients of order 1 and 2 against differences in F64, for every differentiable operation, on
 * dense tensors and on views.
 */
class SecondOrderTest {
  /** Ways in which a [3, 4] tensor can lie in memory, values unchanged. */
  private static final Map<String, Function<Tensor, Tensor>> LAYOUTS = new LinkedHashMap<>();

  static {
    LAYOUTS.put("dense", t -> t);
    LAYOUTS.put("transposed", t -> t.transpose(0, 1).copy().transpose(0, 1));
    LAYOUTS.put("slice", t -> t.pad(9, 1, 2, 1, 1).slice(Slice.of(1, 4), Slice.of(1, 5)));
    LAYOUTS.put(
        "stepped",
        t -> Tensor.stack(2, t, t.plus(1)).reshape(3, 8).slice(Slice.all(), Slice.of(0, 8, 2)));
    LAYOUTS.put("flipped", t -> t.flip(0, 1).copy().flip(0, 1));
    LAYOUTS.put("expanded", t -> t.slice(Slice.of(0, 1)).expand(3, 4));
  }

  /** Smooth inputs: no two equal, none near an integer or a kink. */
  private static Tensor sample(int seed, double low, double high) {
    Tensor t =
        new Rng(seed).uniform(Tensor.zeros().backend(), DType.F64, low, high, Shape.of(3, 4));
    return t.plus(Tensor.arange(12).to(DType.F64).reshape(3, 4).times(1e-3));
  }

  private static Stream<DynamicTest> onAllLayouts(
      String name, Function<Tensor[], Tensor> f, Tensor... in) {
    return LAYOUTS.entrySet().stream()
        .map(
            l ->
                DynamicTest.dynamicTest(
                    name + ", " + l.getKey(),
                    () -> {
                      Tensor[] laid = new Tensor[in.length];
                      for (int i = 0; i < in.length; i++) {
                        laid[i] =
                            in[i].shape().equals(Shape.of(3, 4))
                                ? l.getValue().apply(in[i])
                                : in[i];
                      }
                      double[][] before =
                          Stream.of(laid).map(Tensor::toDoubles).toArray(double[][]::new);
                      Autograd.checkGradients(f, laid).orThrow();
                      assertThat(Stream.of(laid).map(Tensor::toDoubles).toArray(double[][]::new))
                          .as("inputs")
                          .isEqualTo(before);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> unary() {
    Tensor positive = sample(1, 0.2, 0.8);
    Tensor mixed = sample(2, -1.9, 1.9).plus(sample(2, -1.9, 1.9).sign().times(0.01));
    return Stream.of(Unary.values())
        .filter(Unary::isDifferentiable)
        .flatMap(
            op ->
                Stream.concat(
                    onAllLayouts(op.label(), in -> op.of(in[0]), positive),
                    List.of(Unary.LOG, Unary.SQRT, Unary.RSQRT, Unary.FLOOR, Unary.TRUNC)
                            .contains(op)
                        ? Stream.empty()
                        : onAllLayouts(op.label() + " of both signs", in -> op.of(in[0]), mixed)));
  }

  @TestFactory
  Stream<DynamicTest> binary() {
    Tensor a = sample(3, 0.3, 0.9);
    Tensor b = sample(4, 1.1, 1.9);
    return Stream.of(Binary.values())
        .filter(Binary::isDifferentiable)
        .flatMap(
            op ->
                Stream.of(
                        onAllLayouts(op.label(), in -> op.of(in[0], in[1]), a, b),
                        onAllLayouts(
                            op.label() + " with a row",
                            in -> op.of(in[0], in[1]),
                            a,
                            b.get(0).copy()),
                        onAllLayouts(
                            op.label() + " of a column",
                            in -> op.of(in[1], in[0]),
                            b,
                            a.slice(1, Slice.of(0, 1)).copy()),
                        onAllLayouts(
                            op.label() + " of the same",
                            in -> op.of(in[0], in[0].times(1.3).plus(0.1)),
                            a))
                    .flatMap(s -> s));
  }

  @TestFactory
  Stream<DynamicTest> structured() {
    Tensor x = sample(5, -1.5, 1.5);
    Tensor y = sample(6, -1.5, 1.5);
    Tensor withZeros = Tensor.of(new double[] {0, 2, 3, 4, 0, 0, 5, 6, 7, 8, 9, 1.5}, 3, 4);
    Tensor index = Tensor.of(new long[] {0, 2, 1, -1, 1, 1}, 3, 2);
    Tensor cube = new Rng(7).normal(Tensor.zeros().backend(), DType.F64, 0, 1, Shape.of(2, 3, 4));
    Map<String, Function<Tensor[], Tensor>> one = new LinkedHashMap<>();
    one.put("sum", in -> in[0].sum(0).square());
    one.put("sum of all", in -> in[0].sum().square());
    one.put("mean", in -> in[0].mean(1).square());
    one.put("max", in -> in[0].max(1).square());
    one.put("min", in -> in[0].min(1).square());
    one.put("prod", in -> in[0].prod(1));
    one.put("prod of all", in -> in[0].prod());
    one.put("logSumExp", in -> in[0].logSumExp(1));
    one.put("variance", in -> in[0].variance(1));
    one.put("variance of all", in -> in[0].variance(new int[0], 0, false));
    one.put("softmax", in -> in[0].softmax(1));
    one.put("softmax of columns", in -> in[0].softmax(0));
    one.put("logSoftmax", in -> in[0].logSoftmax(1));
    one.put("crossEntropy", in -> in[0].crossEntropy(Tensor.of(new int[] {1, 3, 0}, 3)));
    one.put("permute", in -> in[0].permute(1, 0).square());
    one.put("reshape", in -> in[0].reshape(2, -1).square());
    one.put("slice", in -> in[0].slice(Slice.of(null, null, -2), Slice.of(1, 4, 2)).square());
    one.put("select", in -> in[0].get(1).square());
    one.put("flip", in -> in[0].flip(0).square());
    one.put("expand", in -> in[0].unsqueeze(1).expand(3, 2, 4).square());
    one.put("pad", in -> in[0].pad(2, 1, -1, 0, 2).square());
    one.put("split", in -> in[0].split(3, 1)[0].square());
    one.put("gather", in -> in[0].gather(1, index).square());
    one.put("indexSelect", in -> in[0].indexSelect(1, Tensor.of(new int[] {3, 0, 0}, 3)).square());
    one.put("clamp", in -> in[0].clamp(-0.8, 0.7).square());
    one.put("pow", in -> in[0].abs().pow(2.5));
    one.put("cast", in -> in[0].to(DType.F64).square());
    one.put("matmul with itself", in -> in[0].matmul(in[0].transpose(0, 1)));
    Map<String, Function<Tensor[], Tensor>> two = new LinkedHashMap<>();
    two.put("matmul", in -> in[0].matmul(in[1].transpose(0, 1)));
    two.put("vector times matrix", in -> in[0].get(0).matmul(in[1].transpose(0, 1)));
    two.put("inner product", in -> in[0].get(0).matmul(in[1].get(1)));
    two.put(
        "batched matmul", in -> cube.transpose(1, 2).matmul(in[0]).matmul(in[1].transpose(0, 1)));
    two.put("where", in -> in[0].gt(0).where(in[0].square(), in[1].exp()));
    two.put("concat", in -> Tensor.concat(1, in[0], in[1]).square());
    two.put("stack", in -> Tensor.stack(0, in[0], in[1]).square());
    two.put("scatterAdd", in -> in[0].scatterAdd(1, index, in[1]).square());
    two.put("indexAdd", in -> in[0].indexAdd(0, Tensor.of(new int[] {2, 2, 0}, 3), in[1]).square());
    two.put("probabilities", in -> in[0].crossEntropy(in[1].softmax(1)));
    for (Activation a : Activation.values()) {
      two.put(
          "linear " + a,
          in -> new Linear(a).of(in[0], in[1], in[1].slice(1, Slice.of(0, 1)).squeeze(1)));
    }
    List<Stream<DynamicTest>> all = new ArrayList<>();
    one.forEach((name, f) -> all.add(onAllLayouts(name, f, x)));
    two.forEach((name, f) -> all.add(onAllLayouts(name, f, x, y)));
    all.add(
        Stream.of(
            DynamicTest.dynamicTest(
                "prod with zeros",
                () -> Autograd.checkGradients(in -> in[0].prod(1), withZeros).orThrow())));
    return all.stream().flatMap(s -> s);
  }

  @Test
  void tiesShareTheGradientOfMax() {
    Tensor x = Tensor.of(new double[] {2, 5, 5, 1, 5, 0}, 2, 3).requiresGrad();
    assertThat(x.max().backward().get(x).toDoubles())
        .containsExactly(0, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3, 0);
    Tensor a = Tensor.of(1.0, 2.0).requiresGrad();
    assertThat(a.maximum(Tensor.of(1.0, 3.0)).sum().backward().get(a).toDoubles())
        .containsExactly(0.5, 0);
  }

  @Test
  void kinksHaveTheirConventions() {
    Tensor x = Tensor.of(-1.0, 0.0, 1.0).requiresGrad();
    assertThat(x.relu().sum().backward().get(x).toDoubles()).containsExactly(0, 0, 1);
    assertThat(x.abs().sum().backward().get(x).toDoubles()).containsExactly(-1, 0, 1);
    assertThat(x.clamp(-1, 0).sum().backward().get(x).toDoubles()).containsExactly(1, 1, 0);
    assertThat(x.pow(0.0).sum().backward().get(x).toDoubles()).containsExactly(0, 0, 0);
  }

  @Test
  void higherOrdersByNestingAndByRecordedBackward() {
    Tensor x = Tensor.scalar(DType.F64, 0.7);
    Function<Tensor, Tensor> f = t -> t.sin().times(t.square());
    Tensor third = Autograd.grad(a -> Autograd.grad(b -> Autograd.grad(f, b), a), x);
    double v = 0.7;
    double truth = 6 * Math.cos(v) - 6 * v * Math.sin(v) - v * v * Math.cos(v);
    assertThat(third.item()).isCloseTo(truth, org.assertj.core.api.Assertions.within(1e-10));
    Tensor leaf = x.requiresGrad();
    Tensor g = f.apply(leaf).backward(GraphOption.CREATE).get(leaf);
    Tensor h = g.backward(GraphOption.CREATE).get(leaf);
    assertThat(h.backward().get(leaf).item())
        .isCloseTo(truth, org.assertj.core.api.Assertions.within(1e-10));
  }

  @Test
  void aUsersOwnOperationWithAndWithoutItsOwnVjp() {
    Composite cube = Composite.define("cube", in -> in[0].times(in[0]).times(in[0]));
    Composite own =
        Composite.define(
            "cube",
            in -> in[0].times(in[0]).times(in[0]),
            (in, y, g) -> new Tensor[] {g.times(in[0].square()).times(3)});
    Autograd.checkGradients(in -> cube.of(in[0]), sample(8, -1, 1)).orThrow();
    Autograd.checkGradients(in -> own.of(in[0]), sample(8, -1, 1)).orThrow();
    Composite wrong =
        Composite.define(
            "wrong", in -> in[0].square(), (in, y, g) -> new Tensor[] {g.times(in[0])});
    assertThat(Autograd.checkGradients(in -> wrong.of(in[0]), sample(8, 0.5, 1)).toString())
        .contains("FAIL order 1, input 0", "worst at flat position");
  }
}
