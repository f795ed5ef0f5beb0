package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Gradients;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.op.Recurrence;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

/** Recurrent networks as layers, and what a sequence's padding does to them. */
class SequenceLayersTest {
  private final Rng rng = new Rng(4);
  private final Tensor x = rng.normal(0, 1, 5, 2, 8);

  @Test
  void recurrentLayersGiveOneOutputAStep() {
    assertThat(new Rnn(8, 6, rng).apply(x).shape()).isEqualTo(Shape.of(5, 2, 6));
    assertThat(new Gru(8, 6, rng, s -> s.bidirectional(true)).apply(x).shape())
        .isEqualTo(Shape.of(5, 2, 12));
    Lstm lstm =
        new Lstm(8, 6, rng, s -> s.layers(2).bidirectional(true).projection(3).batchFirst(true));
    RecurrentOutput r = lstm.unroll(x.transpose(0, 1));
    assertThat(r.output().shape()).isEqualTo(Shape.of(2, 5, 6));
    assertThat(r.h().shape()).isEqualTo(Shape.of(4, 2, 3));
    assertThat(r.c().shape()).isEqualTo(Shape.of(4, 2, 6));
    assertThat(lstm).hasToString("Lstm 8 → 6, 2 layers, both directions, projected to 3");
  }

  @Test
  void aSequenceGoesOnFromItsState() {
    Gru gru = new Gru(8, 6, rng, s -> s.layers(2));
    RecurrentOutput whole = gru.unroll(x);
    RecurrentOutput first = gru.unroll(x.slice(Slice.until(3)));
    RecurrentOutput rest = gru.unroll(x.slice(Slice.from(3)), first.state());
    assertThat(rest.output().toFloats())
        .containsExactly(whole.output().slice(Slice.from(3)).toFloats(), within(1e-6f));
    assertThat(rest.h().toFloats()).containsExactly(whole.h().toFloats(), within(1e-6f));
    Tensor one = x.slice(1, Slice.at(0));
    assertThat(gru.apply(one).toFloats())
        .containsExactly(whole.output().slice(1, Slice.at(0)).toFloats(), within(1e-6f));
    assertThatThrownBy(first::c).hasMessageContaining("only an LSTM has a memory");
  }

  @Test
  void cellsAreTheStepsOfTheirNetworks() {
    Lstm lstm = new Lstm(8, 6, rng);
    LstmCell cell = new LstmCell(8, 6, rng);
    lstm.stateDict().forEach((n, t) -> cell.parameters().get(n.replace("_l0", "")).set(t));
    Recurrence.State s = cell.apply(x.get(0));
    s = cell.apply(x.get(1), s);
    assertThat(s.h().toFloats()).containsExactly(lstm.apply(x).get(1).toFloats(), within(1e-6f));
    assertThat(new RnnCell(8, 6, rng).apply(x.get(0)).shape()).isEqualTo(Shape.of(2, 6));
    GruCell gru = new GruCell(8, 6, rng);
    assertThat(gru.apply(x.get(0, 1)).toFloats())
        .containsExactly(gru.apply(x.get(0)).get(1).toFloats(), within(1e-6f));
  }

  @Test
  void dropoutStandsBetweenLayersInTrainingAlone() {
    Rnn two = new Rnn(8, 6, rng, s -> s.layers(2).dropout(0.5));
    assertThat(two.apply(x).toFloats()).isNotEqualTo(two.apply(x).toFloats());
    two.eval();
    assertThat(two.apply(x).toFloats()).isEqualTo(two.apply(x).toFloats());
    assertThat(two.streams()).containsOnlyKeys("rng");
    Rnn one = new Rnn(8, 6, rng, s -> s.dropout(0.5));
    assertThat(one.apply(x).toFloats()).isEqualTo(one.apply(x).toFloats());
  }

  @Test
  void whatPadsASequenceIsNotRead() {
    Tensor lengths = Tensor.of(new long[] {5, 2});
    Tensor step = Tensor.arange(x.backend(), DType.I64, 5).unsqueeze(1);
    Tensor inside = step.lt(lengths).unsqueeze(2);
    for (double hole : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Tensor bad = inside.where(x, Tensor.full(hole, 5, 2, 8));
      Tensor clean = inside.where(x, x.zerosLike());
      for (boolean both : new boolean[] {false, true}) {
        Lstm m = new Lstm(8, 3, rng, s -> s.layers(2).bidirectional(both));
        Tensor in = bad.requiresGrad();
        RecurrentOutput r = m.unroll(in, null, lengths);
        assertThat(r.output().toFloats())
            .isEqualTo(m.unroll(clean, null, lengths).output().toFloats());
        Gradients g = r.output().sum().plus(r.c().sum()).backward();
        assertThat(g.isFinite()).isTrue();
        assertThat(g.get(in).slice(Slice.from(2)).slice(1, Slice.at(1)).toFloats())
            .containsOnly(0f);
        assertThat(r.output().slice(Slice.from(2)).slice(1, Slice.at(1)).toFloats())
            .containsOnly(0f);
      }
    }
  }

  @Test
  void wrongSequencesAreRefused() {
    assertThatThrownBy(() -> new Gru(8, 6, rng).apply(x.slice(2, Slice.until(7))))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Gru 8 → 6: x must be [T, N, 8] or [T, 8], got [5, 2, 7]");
    Recurrence.State narrow = new Recurrence.State(Tensor.zeros(1, 2, 5), null);
    assertThatThrownBy(() -> new Lstm(8, 6, rng).unroll(x, narrow))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Lstm 8 → 6: the state must be h [1, 2, 6] and c [1, 2, 6], got [1, 2, 5]");
    assertThatThrownBy(() -> new Gru(8, 6, rng, s -> s.projection(2)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("for an Lstm alone");
    assertThatThrownBy(() -> new LstmCell(8, 6, rng, s -> s.layers(2)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("a cell has bias alone");
  }

  @Test
  void anLstmLearnsToRemember() {
    // The first of eight numbers is to be said after the last.
    Lstm lstm = new Lstm(1, 12, rng, s -> s.batchFirst(true));
    Linear out = new Linear(12, 1, rng);
    Layer model = new Sequential(lstm, s -> s.slice(1, Slice.at(-1)), out);
    Optimizer adam = Adam.of(model).lr(0.02).build();
    Tensor in = rng.uniform(-1, 1, 64, 8, 1);
    Tensor target = in.slice(1, Slice.at(0));
    double first = Losses.mse(model.apply(in), target).item();
    for (int i = 0; i < 150; i++) {
      adam.step(Losses.mse(model.apply(in), target).backward());
    }
    assertThat(Losses.mse(model.apply(in), target).item()).isLessThan(first / 10);
  }
}
