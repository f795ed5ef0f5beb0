package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.AnomalyException;
import io.cotangent.Autograd;
import io.cotangent.Backends;
import io.cotangent.GradientException;
import io.cotangent.Gradients;
import io.cotangent.GraphOption;
import io.cotangent.Hook;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.nn.Dropout;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Tanh;
import io.cotangent.op.Composite;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several outputs, intermediate tensors, hooks, checkpoints, anomaly mode. */
class AutogradTest {
  private final Tensor x = Tensor.of(0.5, -1.5, 2.0).requiresGrad();

  // ---- outputs and inputs ----

  @Test
  void severalOutputsWithSeveralCotangentsInOnePass() {
    Tensor y = x.square();
    Tensor z = x.sin();
    List<Tensor> g =
        Autograd.gradients(
            List.of(y, z), List.of(Tensor.of(1.0, 2, 3), Tensor.of(-1.0, 0, 1)), List.of(x));
    double[] expected = {
      2 * 0.5 - Math.cos(0.5), 4 * -1.5, 6 * 2.0 + Math.cos(2),
    };
    assertThat(g.get(0).toDoubles()).containsExactly(expected, within(1e-12));
    Gradients all =
        Autograd.backward(List.of(y, z), List.of(Tensor.of(1.0, 2, 3), Tensor.of(-1.0, 0, 1)));
    assertThat(all.get(x).toDoubles()).containsExactly(expected, within(1e-12));
  }

  @Test
  void gradientsByIntermediateTensorsAreTotal() {
    Tensor y = x.square();
    Tensor z = y.times(3).plus(y.exp()).sum();
    List<Tensor> g = Autograd.gradients(List.of(z), null, List.of(y, x));
    for (int i = 0; i < 3; i++) {
      double v = x.toDoubles()[i];
      double byY = 3 + Math.exp(v * v);
      assertThat(g.get(0).toDoubles()[i]).isCloseTo(byY, within(1e-9));
      assertThat(g.get(1).toDoubles()[i]).isCloseTo(byY * 2 * v, within(1e-9));
    }
    assertThat(g.get(0).isTracked()).isFalse();
  }

  @Test
  void createdGradientsAreDifferentiatedAgain() {
    Tensor y = x.pow(3).sum();
    Tensor g = Autograd.gradients(List.of(y), null, List.of(x), GraphOption.CREATE).get(0);
    Tensor h = Autograd.gradients(List.of(g.sum()), null, List.of(x)).get(0);
    assertThat(h.toDoubles()).containsExactly(new double[] {3, -9, 12}, within(1e-12));
  }

  @Test
  void anInputThatDoesNotMatterHasAGradientOfZeros() {
    Tensor other = Tensor.of(1.0, 1).requiresGrad();
    assertThat(Autograd.gradients(List.of(x.sum()), null, List.of(other)).get(0).toDoubles())
        .containsExactly(0, 0);
  }

  @Test
  void mistakesAreNamed() {
    Tensor plain = Tensor.of(1.0);
    assertThatThrownBy(() -> Autograd.gradients(List.of(x.sum()), null, List.of(plain)))
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("input 0 [1] is not tracked");
    assertThatThrownBy(() -> Autograd.gradients(List.of(x), null, List.of(x)))
        .hasMessageContaining("not one element");
    assertThatThrownBy(() -> Autograd.backward(List.of(x, x), List.of(x)))
        .hasMessageContaining("1 cotangents for 2 outputs");
    assertThatThrownBy(() -> Autograd.backward(List.of(plain), null))
        .hasMessageContaining("none of the outputs is tracked");
  }

  @Test
  void stopGradientBlocksOneWay() {
    Tensor y = x.times(Autograd.stopGradient(x)).plus(x.stopGradient().sin()).sum();
    assertThat(y.backward().get(x).toDoubles()).containsExactly(0.5, -1.5, 2.0);
  }

  @Test
  void aRetainedGraphRunsAgainAFreedOneDoesNot() {
    Tensor y = x.exp().sum();
    double[] first = y.backward(GraphOption.RETAIN).get(x).toDoubles();
    assertThat(y.backward().get(x).toDoubles()).isEqualTo(first);
    assertThatThrownBy(y::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("GraphOption.RETAIN");
  }

  // ---- hooks ----

  @Test
  void aHookSeesTheSumOfAllBranches() {
    List<Tensor> seen = new ArrayList<>();
    Tensor y = x.times(2);
    y.hook(
        g -> {
          seen.add(g);
          return g;
        });
    y.square().sum().plus(y.times(5).sum()).backward();
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).toDoubles()).containsExactly(2 * 1.0 + 5, 2 * -3.0 + 5, 2 * 4.0 + 5);
  }

  @Test
  void aHookChangesWhatFlowsOn() {
    Tensor y = x.times(2);
    y.hook(g -> g.clamp(-1, 1));
    Gradients g = y.square().sum().backward();
    assertThat(g.get(x).toDoubles()).containsExactly(2, -2, 2);
  }

  @Test
  void aHookOnALeafChangesItsGradientUntilItIsRemoved() {
    Hook hook = x.hook(g -> g.times(10));
    assertThat(x.sum().backward().get(x).toDoubles()).containsExactly(10, 10, 10);
    hook.remove();
    assertThat(x.sum().backward().get(x).toDoubles()).containsExactly(1, 1, 1);
  }

  @Test
  void aHookMustKeepTheShape() {
    Tensor y = x.times(2);
    y.hook(g -> g.sum());
    Tensor loss = y.sum();
    assertThatThrownBy(loss::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("hook: gave F64[] for a cotangent F64[3]");
    assertThatThrownBy(() -> Tensor.of(1.0).hook(g -> g)).hasMessageContaining("not tracked");
  }

  // ---- checkpoints ----

  private static Tensor block(Tensor t) {
    return t.times(1.1).plus(0.01).tanh().times(t.sigmoid());
  }

  @Test
  void aCheckpointGivesTheSameBits() {
    Tensor plain = block(block(x));
    Tensor saved = Autograd.checkpoint(in -> block(block(in[0])), x);
    assertThat(saved.toDoubles()).isEqualTo(plain.toDoubles());
    assertThat(saved.sum().backward().get(x).toDoubles())
        .isEqualTo(plain.sum().backward().get(x).toDoubles());
  }

  @Test
  void aCheckpointReachesCapturedParameters() {
    Rng rng = new Rng(3);
    Layer model = new Sequential(new Linear(4, 8, rng), new Tanh(), new Linear(8, 2, rng));
    Tensor in = rng.normal(0, 1, 5, 4);
    Gradients plain = model.apply(in).square().sum().backward();
    Gradients saved = Autograd.checkpoint(t -> model.apply(t[0]), in).square().sum().backward();
    model
        .leaves()
        .values()
        .forEach(
            p ->
                assertThat(saved.get(p.value()).toFloats())
                    .isEqualTo(plain.get(p.value()).toFloats()));
  }

  @Test
  void aCapturedTensorAndOneThatComesOfItAreBothCounted() {
    Tensor a = x.sin();
    Tensor y = Autograd.checkpoint(in -> in[0].times(a).times(a.exp()).plus(x), a.cos());
    Tensor plain = a.cos().times(a).times(a.exp()).plus(x);
    double[] expected = plain.sum().backward(GraphOption.RETAIN).get(x).toDoubles();
    assertThat(y.sum().backward().get(x).toDoubles()).containsExactly(expected, within(1e-14));
  }

  @Test
  void dropoutInACheckpointDropsTheSameAgain() {
    Dropout dropout = new Dropout(0.5, new Rng(5));
    Tensor wide = new Rng(1).normal(0, 1, 100).requiresGrad();
    Tensor y = Autograd.checkpoint(in -> dropout.apply(in[0]), wide);
    float[] kept = y.toFloats();
    float[] g = y.sum().backward().get(wide).toFloats();
    for (int i = 0; i < g.length; i++) {
      assertThat(g[i]).isEqualTo(kept[i] == 0 ? 0f : 2f);
    }
    assertThat(dropout.apply(wide).toFloats()).isNotEqualTo(kept);
  }

  @Test
  void checkpointsNestAndHaveGradientsOfGradients() {
    Autograd.checkGradients(
            in ->
                Autograd.checkpoint(
                    a -> Autograd.checkpoint(b -> block(b[0]), a[0].times(2)).square(), in[0]),
            x.detach())
        .orThrow();
  }

  /** The most memory that a chain of blocks holds at once, in cotangents' and values' bytes. */
  private static long peak(int blocks, int segment) {
    LiveBackend live = new LiveBackend(Backends.current());
    Tensor start = Tensor.zeros(live, io.cotangent.DType.F32, Shape.of(4096)).requiresGrad();
    try (io.cotangent.Scope scope = io.cotangent.Scope.open("chain")) {
      Tensor t = start;
      for (int i = 0; i < blocks; i += segment) {
        t =
            segment == 1
                ? block(t)
                : Autograd.checkpoint(
                    in -> {
                      Tensor u = in[0];
                      for (int k = 0; k < segment; k++) {
                        u = block(u);
                      }
                      return u;
                    },
                    t);
      }
      t.sum().backward();
    }
    return live.peak();
  }

  @Test
  void checkpointsBringAChainToTheRootOfItsMemory() {
    double plain = peak(64, 1);
    double saved = peak(64, 8);
    double larger = peak(256, 16);
    assertThat(saved).isLessThan(plain / 3);
    // Four times the blocks take about twice the memory.
    assertThat(larger / saved).isBetween(1.5, 2.5);
  }

  // ---- anomaly mode ----

  @Test
  void anomalyModeNamesTheOperationAndItsForwardLine() {
    Tensor zero = Tensor.of(0.0, 1.0).requiresGrad();
    assertThatThrownBy(() -> Autograd.detectAnomaly(() -> zero.sqrt().times(0).sum().backward()))
        .isInstanceOf(AnomalyException.class)
        .hasMessageContaining("sqrt gave NaN as the gradient of its input 0 [2]")
        .hasMessageContaining("in step 3 of the pass, from a cotangent [2] without NaN")
        .cause()
        .hasMessage("forward call of sqrt")
        .satisfies(
            t ->
                assertThat(t.getStackTrace())
                    .anyMatch(f -> f.getClassName().equals(AutogradTest.class.getName())));
  }

  @Test
  void anomalyModeLetsHealthyPassesBe() {
    double[] g = Autograd.detectAnomaly(() -> x.exp().sum().backward().get(x).toDoubles());
    assertThat(g).isEqualTo(x.exp().sum().backward().get(x).toDoubles());
  }

  // ---- own operations ----

  @Test
  void anOperationWithAVjpOfItsOwn() {
    Composite clipped =
        Composite.define(
            "straightThroughRound",
            in -> in[0].round(),
            (in, out, g) -> new Tensor[] {g.times(in[0].abs().le(1).to(g.dtype()))});
    Tensor y = clipped.of(x);
    assertThat(y.toDoubles()).containsExactly(0, -2, 2);
    assertThat(y.sum().backward().get(x).toDoubles()).containsExactly(1, 0, 0);
  }

  @Test
  void checkGradientsTakesAnOrder() {
    assertThat(Autograd.checkGradients(3, in -> in[0].sin(), x.detach()).comparisons()).hasSize(3);
    assertThatThrownBy(() -> Autograd.checkGradients(0, in -> in[0], x.detach()))
        .hasMessageContaining("order 0");
  }
}
