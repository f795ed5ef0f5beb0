package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * Elman's recurrent network (Elman 1990): h′ = φ(W_ih·x + b_ih + W_hh·h + b_hh) with φ = tanh or
 * relu. As a layer it maps a sequence [T, N, in] to the outputs [T, N, directions·H], from states
 * of 0.
 *
 * <p>Weights of layer k, as PyTorch's: {@code weight_ih_l<k>} [H, in], {@code weight_hh_l<k>},
 * {@code bias_ih_l<k>}, {@code bias_hh_l<k>}, with {@code _reverse} behind for the other direction;
 * all begin uniform in ±1/√H.
 */
public final class Rnn extends RecurrentNetwork {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults: one layer, one direction, sequences [T, N, in]. */
  public Rnn(int in, int hidden, Rng rng) {
    this(in, hidden, rng, s -> s);
  }

  /** With settings. */
  public Rnn(int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    super(1, in, hidden, rng, settings);
    RnnSettings s = settings();
    if (s.projection() > 0) {
      throw new ArgumentException("Rnn: a projection is for an Lstm alone");
    }
  }

  @Override
  Recurrence.Cell cell() {
    return settings().nonlinearity() == RnnSettings.Nonlinearity.RELU
        ? Recurrence.RELU
        : Recurrence.TANH;
  }
}
