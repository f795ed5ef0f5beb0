package io.cotangent.autograd;

import io.cotangent.ReleasedException;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A buffer while it belongs to tensors. All views of a tensor share one; once released, every use
 * of them is an error.
 */
public final class Storage {
  private final Backend backend;
  private @Nullable Buffer buffer;

  /** The arena that releases this storage; null where the garbage collector does. */
  @Nullable Arena arena;

  /**
   * How many cotangents under way refer to this storage; counted only for storages of a backward
   * pass.
   */
  int holds;

  private Object releasedBy = "";

  Storage(Backend backend, Buffer buffer) {
    this.backend = backend;
    this.buffer = buffer;
  }

  /** The backend that made the buffer. */
  public Backend backend() {
    return backend;
  }

  /**
   * The buffer.
   *
   * @throws ReleasedException if it was given back, naming who did and what to do
   */
  public Buffer buffer() {
    Buffer b = buffer;
    if (b == null || (arena != null && arena.isClosed())) {
      throw new ReleasedException(
          "use of a tensor whose memory was released: "
              + (b == null ? releasedBy : arena == null ? "" : arena.why()));
    }
    return b;
  }

  /** Gives the buffer back; from here on every use is an error that tells {@code by}. */
  void release(Object by) {
    Buffer b = buffer;
    if (b != null) {
      buffer = null;
      releasedBy = by;
      backend.recycle(b);
    }
  }

  /**
   * Takes the buffer away for another storage; from here on every use of this one is an error that
   * tells {@code by}.
   */
  Buffer take(Object by) {
    Buffer b = buffer();
    buffer = null;
    releasedBy = by;
    return b;
  }
}
