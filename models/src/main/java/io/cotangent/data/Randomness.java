package io.cotangent.data;

import io.cotangent.random.Rng;

/**
 * Random streams as functions of where they are used: whoever asks, and how often, in whatever
 * order or thread, gets the same numbers.
 */
public final class Randomness {
  private Randomness() {}

  /** The stream of an epoch under a seed. */
  public static Rng of(long seed, int epoch) {
    return new Rng(seed, epoch).split();
  }

  /** The stream of an element in an epoch under a seed. */
  public static Rng of(long seed, int epoch, int index) {
    return new Rng(of(seed, epoch).key(), index).split();
  }
}
