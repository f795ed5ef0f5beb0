package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One step of gated recurrent units; see {@link Gru}. Weights, as PyTorch's: {@code weight_ih},
 * {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 */
public final class GruCell extends RecurrentCell {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults. */
  public GruCell(int in, int hidden, Rng rng) {
    this(in, hidden, rng, s -> s);
  }

  /** With settings, of which a cell has the bias alone. */
  public GruCell(int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    super(3, in, hidden, rng, settings);
  }

  /** h′ [N, H] for x [N, in] from a state of 0. */
  public Tensor apply(Tensor x) {
    return after(x, null);
  }

  /** h′ [N, H] for x [N, in] and h [N, H]. */
  public Tensor apply(Tensor x, Tensor h) {
    return after(x, h);
  }

  private Tensor after(Tensor x, @Nullable Tensor h) {
    Recurrence.Cell cell = Recurrence.GRU;
    return call(x, () -> step(cell, x, h, null).h());
  }
}
