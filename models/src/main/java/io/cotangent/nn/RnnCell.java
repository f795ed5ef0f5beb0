package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One step of a recurrent network; see {@link Rnn}. Weights, as PyTorch's: {@code weight_ih},
 * {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 */
public final class RnnCell extends RecurrentCell {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults. */
  public RnnCell(int in, int hidden, Rng rng) {
    this(in, hidden, rng, s -> s);
  }

  /** With settings, of which a cell has bias and nonlinearity alone. */
  public RnnCell(int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    super(1, in, hidden, rng, settings);
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
    Recurrence.Cell cell =
        settings().nonlinearity() == RnnSettings.Nonlinearity.RELU
            ? Recurrence.RELU
            : Recurrence.TANH;
    return call(x, () -> step(cell, x, h, null).h());
  }
}
