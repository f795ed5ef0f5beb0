package io.cotangent.autograd;

import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The storages made while it is the innermost of its thread; closing it releases those that were
 * not kept.
 */
public final class Arena {
  private final @Nullable Arena outer;
  private final String why;
  private final List<Storage> storages = new ArrayList<>();
  private boolean closed;

  private Arena(@Nullable Arena outer, String why) {
    this.outer = outer;
    this.why = why;
  }

  /** Opens an arena in this thread; {@code why} completes the message for a use after its close. */
  public static Arena open(String why) {
    Context c = Context.get();
    Arena a = new Arena(c.arena, why);
    c.arena = a;
    return a;
  }

  void add(Storage s, boolean recyclable) {
    s.arena = this;
    if (recyclable) {
      storages.add(s);
    }
  }

  /** Hands a tensor made inside to the arena around, or to the garbage collector. */
  public void keep(Tensor t) {
    Storage s = t.storage();
    if (s.arena != this) {
      return;
    }
    boolean recyclable = s.buffer().recyclable();
    if (outer == null) {
      s.arena = null;
    } else {
      outer.add(s, recyclable);
    }
  }

  /**
   * Releases what no cotangent under way refers to, and forgets the rest: it is released when its
   * last holder lets go.
   */
  void sweep() {
    for (int i = 0; i < storages.size(); i++) {
      Storage s = storages.get(i);
      if (s.arena == this && s.holds == 0) {
        s.release(why);
      }
    }
    storages.clear();
  }

  /** Releases everything that was not kept. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Context c = Context.get();
    if (c.arena == this) {
      c.arena = outer;
    }
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

  String why() {
    return why;
  }
}
