package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.AnomalyException;
import io.cotangent.Autograd;
import io.cotangent.ConfinementException;
import io.cotangent.GradientException;
import io.cotangent.Gradients;
import io.cotangent.GraphOption;
import io.cotangent.Hook;
import io.cotangent.Scope;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.BatchNorm2d;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Relu;
import io.cotangent.nn.Sequential;
import io.cotangent.op.Composite;
import io.cotangent.optim.Sgd;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Parameters, gradients, scopes and checkpoints keep what they are over steps and threads. */
class IdentityTest {
  private final Rng rng = new Rng(11);
  private final Linear layer = new Linear(3, 2, rng);
  private final Tensor x = rng.normal(0, 1, 4, 3);

  private Gradients gradients() {
    return layer.apply(x).square().sum().backward();
  }

  private void step(double lr) {
    Sgd.of(layer).lr(lr).build().step(gradients());
  }

  @Test
  void gradientsAreFoundByParameterAndByTensorBeforeAndAfterAStep() {
    Tensor before = layer.weight().value();
    Gradients g = gradients();
    float[] expected = g.get(layer.weight()).toFloats();
    assertThat(g.get(before).toFloats()).isEqualTo(expected);
    Sgd.of(layer).lr(0.1).build().step(g);
    assertThat(g.get(layer.weight()).toFloats()).isEqualTo(expected);
    assertThat(g.get(layer.weight().value()).toFloats()).isEqualTo(expected);
  }

  @Test
  void aHookSetOnceSeesEveryStepAndClosingItTwiceRemovesNoOther() {
    List<Integer> seen = new ArrayList<>();
    Hook first =
        layer
            .weight()
            .onGradient(
                g -> {
                  seen.add(1);
                  return g;
                });
    layer
        .weight()
        .onGradient(
            g -> {
              seen.add(2);
              return g;
            });
    step(0.1);
    step(0.1);
    assertThat(seen).containsExactly(1, 2, 1, 2);
    first.close();
    first.close();
    step(0.1);
    assertThat(seen).containsExactly(1, 2, 1, 2, 2);
  }

  @Test
  void whatHasNoGradientIsAnError() {
    Linear other = new Linear(3, 2, rng);
    assertThatThrownBy(() -> gradients().get(other.weight()))
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("weight [2, 3]")
        .hasMessageContaining("did not depend");
  }

  @Test
  void gradientsAddScaleClipAndFlatten() {
    Gradients g = gradients();
    Gradients mean = g.plus(gradients()).times(0.5);
    assertThat(mean.get(layer.weight()).toFloats()).isEqualTo(g.get(layer.weight()).toFloats());
    assertThat(g.clipNorm(0.5).norm()).isCloseTo(0.5, within(1e-4));
    assertThat(g.clipNorm(1e9)).isSameAs(g);
    assertThat(g.named(layer)).containsOnlyKeys("weight", "bias");
    Gradients back = Gradients.ofFlat(layer, g.flat(layer));
    assertThat(back.get(layer.bias()).toFloats()).isEqualTo(g.get(layer.bias()).toFloats());
    Gradients broken = g.map(t -> t.times(Double.NaN));
    assertThat(broken.isFinite()).isFalse();
    assertThatThrownBy(() -> broken.clipNorm(1))
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("norm of the gradients is NaN");
  }

  @Test
  void aUsersRuleOfTheWrongShapeOrCountNamesItself() {
    Tensor a = Tensor.of(1.0, 2.0, 3.0).requiresGrad();
    Composite shape = op((in, out, g) -> new Tensor[] {g.unsqueeze(0)});
    assertThatThrownBy(() -> shape.of(a).sum().backward())
        .isInstanceOf(GradientException.class)
        .hasMessageContaining(
            "mine: its rule gave a cotangent [1, 3] for input 0, which has shape [3]");
    Composite none = op((in, out, g) -> new Tensor[0]);
    assertThatThrownBy(() -> none.of(a).sum().backward())
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("mine [3] gave 0 cotangents for 1 inputs");
    Composite many = op((in, out, g) -> new Tensor[] {g, g});
    assertThatThrownBy(() -> many.of(a).sum().backward())
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("2 cotangents for 1 inputs");
  }

  private static Composite op(Composite.OwnVjp rule) {
    return Composite.define("mine", in -> in[0].times(2), rule);
  }

  @Test
  void cotangentsOfSlicesAddUpInTheirRegions() {
    Tensor a = rng.normal(0, 1, 5, 4).requiresGrad();
    Tensor sum = Tensor.scalar(0);
    for (int i = 0; i < 5; i++) {
      sum = sum.plus(a.slice(0, Slice.of(Math.max(i - 1, 0), i + 1)).times(i + 1).sum());
      sum = sum.plus(a.slice(1, Slice.of(null, null, -1)).slice(1, Slice.of(0, 2)).sum());
    }
    sum = sum.plus(a.sum());
    float[] g = sum.backward().get(a).toFloats();
    for (int row = 0; row < 5; row++) {
      for (int column = 0; column < 4; column++) {
        float expected = 1 + (row + 1) + (row < 4 ? row + 2 : 0) + (column >= 2 ? 5 : 0);
        assertThat(g[row * 4 + column]).as(row + ", " + column).isEqualTo(expected);
      }
    }
  }

  @Test
  void createRecordsAlsoInsideNoGrad() {
    Tensor a = Tensor.of(2.0).requiresGrad();
    Tensor y = a.square().times(a).sum();
    Gradients g = Autograd.noGrad(() -> y.backward(GraphOption.CREATE));
    assertThat(g.get(a).sum().backward().get(a).toDoubles()).containsExactly(12);
  }

  @Test
  void valuesOfValueAndGradHoldNoGraph() {
    assertThat(Autograd.valueAndGrad(t -> t.square().sum(), Tensor.of(1.0)).value().isTracked())
        .isFalse();
    assertThat(Autograd.noGrad(() -> Autograd.grad(t -> layer.apply(t).sum(), x)).isTracked())
        .isFalse();
  }

  @Test
  void anomalyModeSeesNanMadeInTheForwardPassAndNamesTheModule() {
    Layer model = new Sequential(layer, t -> t.abs().neg().log());
    assertThatThrownBy(() -> Autograd.detectAnomaly(() -> model.apply(x)))
        .isInstanceOf(AnomalyException.class)
        .hasMessageContaining("log made NaN")
        .hasMessageContaining("in module 1");
  }

  @Test
  void aCheckpointRefusesAParameterUpdatedOrFrozenInBetween() {
    Tensor loss = Autograd.checkpoint(in -> layer.apply(in[0]), x).square().sum();
    step(0.1);
    assertThatThrownBy(loss::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageContaining(
            "weight [2, 3] was updated between the forward and the backward pass");
    Tensor again = Autograd.checkpoint(in -> layer.apply(in[0]), x).square().sum();
    layer.weight().freeze();
    assertThatThrownBy(again::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("recorded something else");
  }

  @Test
  void aCheckpointRefusesARecomputationOfAnotherShape() {
    int[] calls = {0};
    Tensor a = Tensor.ones(4).requiresGrad();
    Tensor y =
        Autograd.checkpoint(in -> in[0].slice(0, Slice.of(0, 2 + calls[0]++)).times(2).sum(), a);
    assertThatThrownBy(y::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("step 0 was slice F32[2] and is slice F32[3]");
  }

  @Test
  void aCheckpointMovesRunningStatisticsOnce() {
    BatchNorm2d plain = new BatchNorm2d(3);
    BatchNorm2d saved = new BatchNorm2d(3);
    Tensor images = rng.normal(2, 1, 4, 3, 2, 2).requiresGrad();
    plain.apply(images).square().sum().backward();
    Autograd.checkpoint(in -> saved.apply(in[0]), images).square().sum().backward();
    assertThat(saved.stateDict().get("running_mean").toFloats())
        .isEqualTo(plain.stateDict().get("running_mean").toFloats());
  }

  @Test
  void scopesBelongToTheirThreadAndCloseInOrder() throws Exception {
    Scope outer = Scope.open("outer");
    Tensor t = Tensor.ones(3).times(2);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertThatThrownBy(() -> other.submit(() -> t.sum().item()).get())
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ConfinementException.class)
          .hasMessageContaining("keep(tensor)");
      assertThatThrownBy(() -> other.submit(outer::close).get())
          .cause()
          .isInstanceOf(ConfinementException.class);
      assertThat(t.sum().item()).isEqualTo(6);
      Scope inner = Scope.open("inner");
      Tensor kept = outer.keep(Tensor.ones(2).plus(1));
      assertThatThrownBy(outer::close)
          .isInstanceOf(ConfinementException.class)
          .hasMessageContaining("close the inner scope first");
      inner.close();
      assertThat(kept.toFloats()).containsExactly(2, 2);
      assertThat(other.submit(() -> kept.sum().item()).get()).isEqualTo(4);
    } finally {
      other.shutdown();
    }
  }

  @Test
  void readersOfALiveParameterKeepAWholeValue() throws Exception {
    Linear big = new Linear(512, 512, rng);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Tensor one =
          reader
              .submit(
                  () -> {
                    Tensor v = big.weight().value();
                    v.sum();
                    return v;
                  })
              .get();
      float[] before = big.weight().value().toFloats();
      Sgd.of(big).lr(0.5).build().step(big.apply(Tensor.ones(2, 512)).sum().backward());
      assertThat(reader.submit(() -> one.toFloats()).get()).isEqualTo(before);
      assertThat(big.weight().value().toFloats()).isNotEqualTo(before);
    } finally {
      reader.shutdown();
    }
  }

  @Test
  void anExceptionLeavesTheContextAsItWas() {
    Layer failing = new Sequential(new Relu(), t -> t.matmul(Tensor.ones(7, 1)));
    assertThatThrownBy(() -> failing.apply(x)).hasMessageContaining("[in module 1]");
    Tensor a = Tensor.ones(2).requiresGrad();
    Hook h =
        a.hook(
            g -> {
              throw new IllegalStateException("mine");
            });
    assertThatThrownBy(() -> a.sum().backward()).hasMessage("mine");
    h.close();
    assertThat(a.sum().backward().get(a).toFloats()).containsExactly(1, 1);
    assertThat(a.times(2).isTracked()).isTrue();
  }

  @Test
  void aGradientThatSharesMemoryWithItsParameterMakesAWholeStep() {
    float[] w = layer.weight().value().toFloats();
    Gradients self = Gradients.of(Map.of(layer.weight(), layer.weight().value().detach()));
    Sgd.of(layer).lr(0.5).build().step(self);
    float[] now = layer.weight().value().toFloats();
    for (int i = 0; i < w.length; i++) {
      assertThat(now[i]).isEqualTo(w[i] - 0.5f * w[i]);
    }
  }

  @Test
  void hvpOverAModelIsTheDerivativeOfItsGradient() {
    Map<String, Tensor> v = Map.of("weight", rng.normal(0, 1, 2, 3));
    Gradients hv = Autograd.hvp(() -> layer.apply(x).square().sum(), layer, v);
    Tensor expected = x.transpose(0, 1).matmul(x).times(2);
    float[] product = v.get("weight").matmul(expected).toFloats();
    float[] actual = hv.get(layer.weight()).toFloats();
    for (int i = 0; i < product.length; i++) {
      assertThat(actual[i]).isCloseTo(product[i], within(1e-3f));
    }
  }
}
