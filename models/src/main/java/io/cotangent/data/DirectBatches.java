package io.cotangent.data;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Batches made when they are asked for. */
final class DirectBatches<B> implements Batches<B> {
  private final BatchSource.Epoch<B> epoch;
  private Position position;
  private @Nullable B made;
  private boolean ended;

  DirectBatches(BatchSource.Epoch<B> epoch, Position from) {
    this.epoch = epoch;
    this.position = from;
  }

  @Override
  public boolean hasNext() {
    if (made == null && !ended) {
      try {
        made = epoch.make(position.batch());
      } finally {
        if (made == null) {
          close();
        }
      }
    }
    return made != null;
  }

  @Override
  public B next() {
    B b = hasNext() ? made : null;
    if (b == null) {
      throw new NoSuchElementException("no batch is left");
    }
    made = null;
    position = position.next();
    return b;
  }

  @Override
  public Position position() {
    return position;
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      epoch.close();
    }
    made = null;
  }
}
