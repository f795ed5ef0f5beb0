package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * One step of long short-term memory; see {@link Lstm}. Weights, as PyTorch's: {@code weight_ih},
 * {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 */
public final class LstmCell extends RecurrentCell {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults. */
  public LstmCell(int in, int hidden, Rng rng) {
    this(in, hidden, rng, s -> s);
  }

  /** With settings, of which a cell has the bias alone. */
  public LstmCell(int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    super(4, in, hidden, rng, settings);
  }

  /** h′ and c′ [N, H] for x [N, in] from a state of 0. */
  public Recurrence.State apply(Tensor x) {
    return call(x, () -> step(Recurrence.LSTM, x, null, null));
  }

  /** h′ and c′ [N, H] for x [N, in] and a state h, c [N, H]. */
  public Recurrence.State apply(Tensor x, Recurrence.State state) {
    return call(x, () -> step(Recurrence.LSTM, x, state.h(), state.c()));
  }
}
