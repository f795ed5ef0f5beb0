package io.cotangent.autograd;

import io.cotangent.ConfinementException;
import io.cotangent.ReleasedException;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A buffer while it belongs to tensors. All views of a tensor share one; once released, every use
 * of them is an error.
 *
 * <p>A storage in an arena is confined to the arena's thread: use in another throws. A state that a
 * thread updates in place ({@link #ofThisThread}) may be read in others: the first such read makes
 * it shared, and the next update leaves it to its readers and goes on with a copy.
 */
public final class Storage {
  private final Backend backend;
  private @Nullable Buffer buffer;

  /** The arena that releases this storage; null where the garbage collector does. */
  @Nullable Arena arena;

  /** The thread that may use, or for a state update, this storage; null for any. */
  @Nullable Thread thread;

  /**
   * How many cotangents under way refer to this storage; counted only for storages of a backward
   * pass.
   */
  int holds;

  private boolean shared;
  private Object releasedBy = "";

  Storage(Backend backend, Buffer buffer) {
    this.backend = backend;
    this.buffer = buffer;
  }

  /** The storage of a state that this thread updates in place. */
  static Storage ofThisThread(Backend backend, Buffer buffer) {
    Storage s = new Storage(backend, buffer);
    s.thread = Thread.currentThread();
    return s;
  }

  /** The backend that made the buffer. */
  public Backend backend() {
    return backend;
  }

  /**
   * The buffer.
   *
   * @throws ReleasedException if it was given back, naming who did and what to do
   * @throws ConfinementException if it belongs to a scope of another thread
   */
  public Buffer buffer() {
    Buffer b = buffer;
    Arena a = arena;
    if (b == null
        || (thread != null && thread != Thread.currentThread())
        || (a != null && a.isClosed())) {
      return inspected();
    }
    return b;
  }

  /** The buffer where it is shared with the thread that updates it; else the error. */
  private synchronized Buffer inspected() {
    Buffer b = buffer;
    Arena a = arena;
    if (b == null || (a != null && a.isClosed())) {
      throw new ReleasedException(
          "use of a tensor whose memory was released: "
              + (b == null ? releasedBy : a == null ? "" : a.why()));
    }
    if (a != null) {
      throw new ConfinementException(
          "use of a tensor in thread '"
              + Thread.currentThread().getName()
              + "' that belongs to a scope of thread '"
              + a.thread().getName()
              + "'; hand it out with scope.keep(tensor), or copy its values, before another thread uses it");
    }
    shared = true;
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
   * Takes the buffer away for another storage, from where on every use of this one is an error that
   * tells {@code by}; null, leaving all as it is, if another thread may be reading it.
   */
  synchronized @Nullable Buffer takeUnlessShared(Object by) {
    if (shared || thread != Thread.currentThread()) {
      return null;
    }
    Buffer b = buffer();
    buffer = null;
    releasedBy = by;
    return b;
  }
}
