package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997), gates in the order i, f, g, o; see
 * {@link io.cotangent.op.Recurrence#LSTM}. As a layer it maps a sequence [T, N, in] to the outputs
 * [T, N, directions·H], from states of 0.
 *
 * <p>Weights of layer k, as PyTorch's: {@code weight_ih_l<k>} [4·H, in], {@code weight_hh_l<k>},
 * {@code bias_ih_l<k>}, {@code bias_hh_l<k>}, with {@code _reverse} behind for the other direction,
 * and {@code weight_hr_l<k>} for a projection; all begin uniform in ±1/√H.
 */
public final class Lstm extends RecurrentNetwork {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults: one layer, one direction, sequences [T, N, in]. */
  public Lstm(int in, int hidden, Rng rng) {
    this(in, hidden, rng, s -> s);
  }

  /** With settings. */
  public Lstm(int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    super(4, in, hidden, rng, settings);
    RnnSettings s = settings();
    if (s.nonlinearity() != RnnSettings.Nonlinearity.TANH) {
      throw new ArgumentException("Lstm: a nonlinearity is for an Rnn alone");
    }
  }

  @Override
  Recurrence.Cell cell() {
    return Recurrence.LSTM;
  }
}
