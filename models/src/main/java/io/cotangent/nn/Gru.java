package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * Gated recurrent units (Cho et al. 2014), gates in the order r, z, n; see {@link
 * io.cotangent.op.Recurrence#GRU}. As a layer it maps a sequence [T, N, in] to the outputs [T, N,
 * directions·H], from states of 0.
 *
 * <p>Weights of layer k, as PyTorch's: {@code weight_ih_l<k>} [3·H, in], {@code weight_hh_l<k>},
 * {@code bias_ih_l<k>}, {@code bias_hh_l<k>}, with {@code _reverse} behind for the other direction;
 * all begin uniform in ±1/√H.
 */
public final class Gru extends RecurrentNetwork {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults: one layer, one direction, sequences [T, N, in]. */
  public Gru(int in, int hidden, Rng rng) {
    this(in, hidden, rng, s -> s);
  }

  /** With settings. */
  public Gru(int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    super(3, in, hidden, rng, settings);
    RnnSettings s = settings();
    if (s.projection() > 0 || s.nonlinearity() != RnnSettings.Nonlinearity.TANH) {
      throw new ArgumentException(
          "Gru: projections are for an Lstm alone, a nonlinearity for an Rnn");
    }
  }

  @Override
  Recurrence.Cell cell() {
    return Recurrence.GRU;
  }
}
