package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.loss.Loss;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

/** Attention, transformers and recurrent networks as layers. */
class SequenceLayersTest {
  private final Rng rng = new Rng(4);
  private final Tensor x = rng.normal(0, 1, 2, 5, 8);

  @Test
  void aCausalTransformerDoesNotSeeWhatComesLater() {
    Transformer t = new Transformer(new Transformer.Settings(8, 2, 16), 2, true, rng);
    Tensor y = t.forward(x);
    assertThat(y.shape()).isEqualTo(x.shape());
    Tensor changed = Tensor.concat(1, x.slice(1, Slice.until(3)), rng.normal(0, 1, 2, 2, 8));
    Tensor z = t.forward(changed);
    float[] before = y.slice(1, Slice.until(3)).toFloats();
    assertThat(z.slice(1, Slice.until(3)).toFloats()).containsExactly(before, within(1e-6f));
    assertThat(z.toFloats()).isNotEqualTo(y.toFloats());
    assertThat(t.leaves()).hasSize(2 * 12).containsKey("layers.1.self_attn.in_proj_weight");
  }

  @Test
  void attentionSplitsIntoHeads() {
    MultiheadAttention a = new MultiheadAttention(8, 4, true, rng);
    assertThat(a.forward(x).shape()).isEqualTo(x.shape());
    assertThatThrownBy(() -> new MultiheadAttention(8, 3, true, rng))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("MultiheadAttention: width 8 does not split into 3 heads");
  }

  @Test
  void recurrentLayersGiveOneOutputAStep() {
    for (Recurrent.Kind kind : Recurrent.Kind.values()) {
      Recurrent r = new Recurrent(kind, 8, 6, 2, true, rng);
      assertThat(r.forward(x).shape()).as(kind.name()).isEqualTo(Shape.of(2, 5, 12));
      assertThat(r.leaves()).hasSize(2 * 2 * 4);
    }
    assertThatThrownBy(() -> new Recurrent(Recurrent.Kind.GRU, 8, 6, rng).forward(x.get(0)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Recurrent: x must be [N, T, in], got [5, 8]");
  }

  @Test
  void anLstmLearnsToRemember() {
    // The first of eight numbers is to be said after the last.
    Recurrent lstm = new Recurrent(Recurrent.Kind.LSTM, 1, 12, rng);
    Linear out = new Linear(12, 1, rng);
    Layer model = new Sequential(lstm, s -> s.slice(1, Slice.at(-1)), out);
    Optimizer adam = Adam.of(model).lr(0.02).build();
    Tensor in = rng.uniform(-1, 1, 64, 8, 1);
    Tensor target = in.slice(1, Slice.at(0));
    double first = Loss.mse().apply(model.apply(in), target).item();
    for (int i = 0; i < 150; i++) {
      adam.step(Loss.mse().apply(model.apply(in), target).backward());
    }
    assertThat(Loss.mse().apply(model.apply(in), target).item()).isLessThan(first / 10);
  }
}
