package io.cotangent.data;

import java.util.Iterator;

/**
 * The batches of an epoch from a position on. Closing it ends its threads; running to the end does
 * so too.
 *
 * @param <B> the batch's type
 */
public interface Batches<B> extends Iterator<B>, AutoCloseable {
  /** Where the loader stands after the batches that were handed out. */
  Position position();

  @Override
  void close();
}
