package io.cotangent.data;

import io.cotangent.ArgumentException;

/**
 * Where a loader stands: two numbers, with which a run goes on exactly where it was cut off.
 *
 * @param epoch from 0 on
 * @param batch how many batches of the epoch have been handed out
 */
public record Position(int epoch, int batch) {
  /** The beginning. */
  public static final Position START = new Position(0, 0);

  /** Checks the numbers. */
  public Position {
    if (epoch < 0 || batch < 0) {
      throw new ArgumentException(
          "position: epoch " + epoch + " and batch " + batch + " must not be negative");
    }
  }

  /** After one more batch. */
  public Position next() {
    return new Position(epoch, batch + 1);
  }

  /** The beginning of the epoch after this one. */
  public Position nextEpoch() {
    return new Position(epoch + 1, 0);
  }
}
