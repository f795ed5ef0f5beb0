package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;

/**
 * What a recurrent network gives.
 *
 * @param output of the last layer for every step, [T, N, directions·H], or [N, T, directions·H] if
 *     batches come first
 * @param state after the last step: h [layers·directions, N, H] and, of an LSTM, c
 */
public record RecurrentOutput(Tensor output, Recurrence.State state) implements Output {
  /** The hidden state after the last step, [layers·directions, N, H]. */
  public Tensor h() {
    return state.h();
  }

  /**
   * The memory of an LSTM after the last step, [layers·directions, N, H].
   *
   * @throws ArgumentException if it is no LSTM's
   */
  public Tensor c() {
    Tensor c = state.c();
    if (c == null) {
      throw new ArgumentException("recurrent network: only an LSTM has a memory c");
    }
    return c;
  }
}
