package io.cotangent.autograd;

import io.cotangent.ConfinementException;
import io.cotangent.ReleasedException;
import io.cotangent.Tensor;
import io.cotangent.spi.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The storages made while it is the innermost of its thread; closing it releases those that were
 * not kept. It belongs to the thread that opened it. Of more than a quarter of the heap it leaves
 * the oldest to the garbage collector.
 */
public final class Arena {
  private static final long MOST_ELEMENTS = Runtime.getRuntime().maxMemory() / 32;

  private final @Nullable Arena outer;
  private final Object why;
  private final Thread thread = Thread.currentThread();
  private final List<Storage> storages = new ArrayList<>();
  private long elements;
  private boolean closed;

  private Arena(@Nullable Arena outer, Object why) {
    this.outer = outer;
    this.why = why;
  }

  /**
   * Opens an arena in this thread; {@code why}, by its {@code toString}, completes the message for
   * a use after its close.
   */
  public static Arena open(Object why) {
    Context c = Context.get();
    Arena a = new Arena(c.arena, why);
    c.arena = a;
    return a;
  }

  void add(Storage s, Buffer buffer, int size) {
    s.arena = this;
    s.thread = thread;
    if (buffer.recyclable()) {
      storages.add(s);
      elements += size;
      if (elements > MOST_ELEMENTS) {
        storages.subList(0, storages.size() / 2).clear();
        elements /= 2;
      }
    }
  }

  /**
   * Hands a tensor made inside, or in an arena further in, to the arena around, or to the garbage
   * collector. One from further out outlives this arena as it is.
   *
   * @throws ReleasedException if this arena is closed
   * @throws ConfinementException in another thread
   */
  public void keep(Tensor t) {
    confine("keep(tensor)");
    if (closed) {
      throw new ReleasedException("keep(tensor): it comes too late: " + why);
    }
    Storage s = Handle.storage(t);
    Arena a = s.arena;
    while (a != null && a != this) {
      a = a.outer;
    }
    if (a == null) {
      return;
    }
    Buffer buffer = s.buffer();
    if (outer == null) {
      s.arena = null;
      s.thread = null;
    } else {
      outer.add(s, buffer, buffer.size());
    }
  }

  private void confine(String call) {
    if (thread != Thread.currentThread()) {
      throw new ConfinementException(
          call
              + " in thread '"
              + Thread.currentThread().getName()
              + "' of a scope that thread '"
              + thread.getName()
              + "' opened; call it there, since a scope belongs to the thread that opened it");
    }
  }

  /**
   * Releases what no cotangent under way refers to, and forgets the rest: it is released when its
   * last holder releases it.
   */
  void sweep() {
    for (int i = 0; i < storages.size(); i++) {
      Storage s = storages.get(i);
      if (s.arena == this && s.holds == 0) {
        s.release(why);
      }
    }
    storages.clear();
    elements = 0;
  }

  /** Releases everything that was not kept, here and in arenas further in that are still open. */
  public void close() {
    unwind();
  }

  /**
   * As {@link #close}, and reports an arena further in that was still open.
   *
   * @throws ConfinementException in another thread, or if an arena further in was open
   */
  public void closeInOrder() {
    Arena inner = unwind();
    if (inner != null) {
      throw new ConfinementException(
          "close(): a scope opened inside this one was still open and has been closed with it; close"
              + " the inner scope first, as try-with-resources does (its tensors say: "
              + inner.why
              + ")");
    }
  }

  private @Nullable Arena unwind() {
    if (closed) {
      return null;
    }
    confine("close()");
    Context c = Context.get();
    Arena inner = null;
    for (Arena a = c.arena; a != null && a != this; a = a.outer) {
      inner = a;
      a.releaseAll();
    }
    c.arena = outer;
    releaseAll();
    return inner;
  }

  private void releaseAll() {
    closed = true;
    for (int i = storages.size() - 1; i >= 0; i--) {
      Storage s = storages.get(i);
      if (s.arena == this) {
        s.release(why);
      }
    }
    storages.clear();
  }

  /** Whether it is closed. */
  public boolean isClosed() {
    return closed;
  }

  Thread thread() {
    return thread;
  }

  String why() {
    return why.toString();
  }
}
