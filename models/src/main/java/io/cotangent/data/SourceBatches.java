package io.cotangent.data;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Batches of an epoch, of which one is made at a time; ended by the first that is not there. */
abstract class SourceBatches<B> implements Batches<B> {
  final BatchSource.Epoch<B> epoch;
  private Position position;
  private @Nullable B made;
  private boolean ended;

  SourceBatches(BatchSource.Epoch<B> epoch, Position from) {
    this.epoch = epoch;
    this.position = from;
  }

  /** The batch at a position, null after the last one. */
  abstract @Nullable B make(Position at);

  /** What ends besides the epoch. */
  void end() {}

  @Override
  public final boolean hasNext() {
    if (made == null && !ended) {
      try {
        made = make(position);
      } finally {
        if (made == null) {
          close();
        }
      }
    }
    return made != null;
  }

  @Override
  public final B next() {
    B b = hasNext() ? made : null;
    if (b == null) {
      throw new NoSuchElementException("no batch is left");
    }
    made = null;
    position = position.next();
    return b;
  }

  @Override
  public final Position position() {
    return position;
  }

  @Override
  public final void close() {
    made = null;
    if (!ended) {
      ended = true;
      end();
      epoch.close();
    }
  }
}
