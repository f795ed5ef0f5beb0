package io.cotangent.autograd;

import io.cotangent.ConfinementException;
import io.cotangent.ReleasedException;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import org.jspecify.annotations.Nullable;

/**
 * A buffer while it belongs to tensors. All views of a tensor share one; once released, every use
 * of them is an error.
 *
 * <p>A storage in an arena is confined to the arena's thread: use in another throws. A state that a
 * thread updates in place ({@link #ofThisThread}) may be read in others: from the first such read
 * on it is nobody's, and the next update leaves it to its readers and goes on with a copy.
 */
public final class Storage {
  private final Backend backend;

  /** The buffer, and how the tensor that it was made for lies in it; null once released. */
  private @Nullable Operand whole;

  /** The arena that releases this storage; null where the garbage collector does. */
  @Nullable Arena arena;

  /** The thread that may use, or for a state update, this storage; null for any. */
  @Nullable Thread thread;

  /**
   * How many cotangents under way refer to this storage; counted only for storages of a backward
   * pass.
   */
  int holds;

  private Object releasedBy = "";

  Storage(Backend backend, Operand whole) {
    this.backend = backend;
    this.whole = whole;
  }

  /** The storage of a state that this thread updates in place. */
  static Storage ofThisThread(Backend backend, Operand whole) {
    Storage s = new Storage(backend, whole);
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
    return whole().buffer();
  }

  /** The elements as a kernel takes them, laid out as a tensor of this storage says. */
  Operand operand(Layout layout) {
    Operand w = whole();
    return w.layout() == layout ? w : w.as(layout);
  }

  private Operand whole() {
    Operand w = whole;
    Arena a = arena;
    if (w == null
        || (thread != null && thread != Thread.currentThread())
        || (a != null && a.isClosed())) {
      return inspected();
    }
    return w;
  }

  /** The elements where they are shared with the thread that updates them; else the error. */
  private synchronized Operand inspected() {
    Operand w = whole;
    Arena a = arena;
    if (w == null || (a != null && a.isClosed())) {
      throw new ReleasedException(
          "use of a tensor whose memory was released: "
              + (w == null ? releasedBy : a == null ? "" : a.why()));
    }
    if (a != null) {
      throw new ConfinementException(
          "use of a tensor in thread '"
              + Thread.currentThread().getName()
              + "' that belongs to a scope of thread '"
              + a.thread().getName()
              + "'; hand it out with scope.keep(tensor), or copy its values, before another thread uses it");
    }
    thread = null;
    return w;
  }

  /** Gives the buffer back; from here on every use is an error that tells {@code by}. */
  void release(Object by) {
    Operand w = whole;
    if (w != null) {
      whole = null;
      releasedBy = by;
      backend.recycle(w.buffer());
    }
  }

  /**
   * Takes the buffer away for another storage, from where on every use of this one is an error that
   * tells {@code by}; null, leaving all as it is, if another thread may be reading it.
   */
  synchronized @Nullable Buffer takeUnlessShared(Object by) {
    if (thread != Thread.currentThread()) {
      return null;
    }
    Buffer b = buffer();
    whole = null;
    releasedBy = by;
    return b;
  }
}
