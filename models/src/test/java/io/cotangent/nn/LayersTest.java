package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.ReleasedException;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.optim.Sgd;
import io.cotangent.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void linearMultipliesAndAdds() {
    Linear l = new Linear(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3), Tensor.of(10f, 20f));
    assertThat(l.apply(Tensor.of(new float[] {1, 0, -1}, 1, 3)).toFloats())
        .containsExactly(8f, 18f);
    assertThat(l.apply(Tensor.ones(4, 5, 3)).shape()).isEqualTo(Shape.of(4, 5, 2));
    assertThatThrownBy(() -> l.apply(Tensor.ones(4, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "linear: x [4, 2] does not fit weight [2, 3]; x must end in an axis of the weight's second length, [out, in]");
    assertThatThrownBy(() -> new Linear(0, 3, new Rng(1))).isInstanceOf(ArgumentException.class);
  }

  @Test
  void sequentialFusesWithoutChangingAnything() {
    Linear l = new Linear(7, 5, new Rng(1));
    Tensor x = new Rng(2).normal(0, 1, 6, 7);
    for (Activation a : List.of(new Relu(), new Sigmoid(), new Tanh(), new Gelu())) {
      Tensor fused = new Sequential(l, a).apply(x);
      Tensor plain = a.apply(l.apply(x));
      assertThat(fused.toFloats()).as(a.describe()).isEqualTo(plain.toFloats());
    }
  }

  @Test
  void parametersHaveNamesInOrder() {
    Sequential m =
        new Sequential(
            new Linear(3, 4, new Rng(1)),
            new Relu(),
            new Linear(4, 2, false, Init.kaimingNormal(), new Rng(2)));
    assertThat(m.leaves().keySet()).containsExactly("0.weight", "0.bias", "2.weight");
  }

  @Test
  void initializersHaveTheirVariance() {
    Rng rng = new Rng(1);
    assertThat(variance(Init.xavierUniform().make(rng, 200, 300)))
        .isCloseTo(2.0 / 500, within(2e-4));
    assertThat(variance(Init.xavierNormal().make(rng, 200, 300)))
        .isCloseTo(2.0 / 500, within(2e-4));
    assertThat(variance(Init.kaimingUniform().make(rng, 200, 300)))
        .isCloseTo(2.0 / 300, within(3e-4));
    assertThat(variance(Init.kaimingNormal().make(rng, 200, 300)))
        .isCloseTo(2.0 / 300, within(3e-4));
    assertThat(Init.kaimingUniform().make(rng, 200, 300).abs().max().item())
        .isLessThanOrEqualTo(Math.sqrt(6.0 / 300));
    assertThatThrownBy(() -> Init.xavierNormal().make(rng, 3))
        .hasMessageContaining("at least two axes");
  }

  private static double variance(Tensor t) {
    return t.variance().item();
  }

  @Test
  void dropoutScalesWhatItKeepsAndDoesNothingInEvaluation() {
    Dropout d = new Dropout(0.25, new Rng(1));
    Tensor x = Tensor.ones(10_000);
    Tensor y = d.apply(x);
    assertThat(y.mean().item()).isCloseTo(1, within(0.03));
    assertThat(y.eq(0).to(io.cotangent.DType.F32).mean().item()).isCloseTo(0.25, within(0.02));
    assertThat(y.max().item()).isCloseTo(4.0 / 3, within(1e-6));
    d.eval();
    assertThat(d.apply(x)).isSameAs(x);
    assertThatThrownBy(() -> new Dropout(1, new Rng(1)))
        .hasMessage("Dropout: p = 1.0 is outside [0, 1)");
  }

  @Test
  void aStepReplacesTheValueAndTheOldHandleIsDead() {
    Linear l = new Linear(2, 1, new Rng(1));
    Tensor before = l.weight().value();
    float[] old = before.toFloats();
    Sgd.of(l).lr(0.5).build().step(l.apply(Tensor.ones(1, 2)).sum().backward());
    assertThat(l.weight().value().toFloats()).containsExactly(old[0] - 0.5f, old[1] - 0.5f);
    assertThatThrownBy(before::toFloats)
        .isInstanceOf(ReleasedException.class)
        .hasMessage(
            "use of a tensor whose memory was released: sgdStep updated it in place; take the parameter's value anew");
  }

  @Test
  void frozenParametersStay() {
    Linear l = new Linear(2, 1, new Rng(1));
    l.weight().freeze();
    float[] old = l.weight().value().toFloats();
    Sgd.of(l).lr(0.5).build().step(l.apply(Tensor.ones(1, 2)).sum().backward());
    assertThat(l.weight().value().toFloats()).isEqualTo(old);
  }

  @Test
  void parametersMadeInAScopeOutliveIt() {
    Linear l;
    try (Scope s = Scope.open("setup")) {
      l = new Linear(200, 100, new Rng(1));
    }
    assertThat(l.weight().value().toFloats()).hasSize(20_000);
  }
}
