package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What single steps of recurrent networks have in common. Weights, as PyTorch's: {@code weight_ih}
 * [gates·H, in], {@code weight_hh} [gates·H, H], {@code bias_ih}, {@code bias_hh} [gates·H]; all
 * begin uniform in ±1/√H.
 */
abstract sealed class RecurrentCell extends Module permits RnnCell, LstmCell, GruCell {
  private static final long serialVersionUID = 1;

  private final int in;
  private final int hidden;
  private final RnnSettings settings;

  RecurrentCell(int gates, int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    this.in = in;
    this.hidden = hidden;
    this.settings = settings.apply(RnnSettings.DEFAULT);
    RnnSettings s = this.settings;
    RnnSettings allowed = RnnSettings.DEFAULT.bias(s.bias());
    if (this instanceof RnnCell) {
      allowed = allowed.nonlinearity(s.nonlinearity());
    }
    if (in < 1 || hidden < 1 || !s.equals(allowed)) {
      throw new ArgumentException(
          getClass().getSimpleName()
              + ": sizes in "
              + in
              + " and hidden "
              + hidden
              + " must be positive; of the settings a cell has bias"
              + (this instanceof RnnCell ? " and nonlinearity" : "")
              + " alone, got "
              + s);
    }
    CellWeights.register(this, "", gates, in, hidden, s, rng);
  }

  final RnnSettings settings() {
    return settings;
  }

  /** One step from a state, null for 0. */
  final Recurrence.State step(
      Recurrence.Cell cell, Tensor x, @Nullable Tensor h, @Nullable Tensor c) {
    requireType(x, CellWeights.first(this, ""));
    if ((x.rank() != 2 && x.rank() != 1) || x.dim(-1) != in) {
      throw new ShapeException(
          describe() + ": x must be [N, " + in + "] or [" + in + "], got " + x.shape());
    }
    if (x.rank() == 1) {
      Recurrence.State s = step(cell, x.unsqueeze(0), row(h), row(c));
      Tensor memory = s.c();
      return new Recurrence.State(s.h().squeeze(0), memory == null ? null : memory.squeeze(0));
    }
    Shape shape = Shape.of(x.dim(0), hidden);
    Tensor memory = cell == Recurrence.LSTM ? state("c", x, c, shape) : null;
    Recurrence.State from = new Recurrence.State(state("h", x, h, shape), memory);
    return Recurrence.step(cell, x, from, CellWeights.of(this, ""));
  }

  private static @Nullable Tensor row(@Nullable Tensor t) {
    return t == null ? null : t.unsqueeze(0);
  }

  private Tensor state(String name, Tensor x, @Nullable Tensor t, Shape shape) {
    if (t == null) {
      return Tensor.zeros(x.backend(), x.dtype(), shape);
    }
    if (!t.shape().equals(shape)) {
      throw new ShapeException(
          describe() + ": " + name + " must be " + shape + " as x has it, got " + t.shape());
    }
    return t;
  }

  @Override
  protected final String describe() {
    return getClass().getSimpleName() + " " + in + " → " + hidden;
  }
}
