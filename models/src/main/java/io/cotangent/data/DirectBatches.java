package io.cotangent.data;

import org.jspecify.annotations.Nullable;

/** Batches made when they are asked for. */
final class DirectBatches<B> extends SourceBatches<B> {
  DirectBatches(BatchSource.Epoch<B> epoch, Position from) {
    super(epoch, from);
  }

  @Override
  @Nullable B make(Position at) {
    return epoch.make(at.batch());
  }
}
