package io.cotangent.random;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which random streams a piece of code drew from, and from where on, so that it can be run again on
 * the same numbers.
 */
public final class RngTrace {
  private static final ThreadLocal<@Nullable RngTrace> CURRENT = new ThreadLocal<>();

  private final Map<Rng, Long> starts = new IdentityHashMap<>();
  private @Nullable RngTrace outer;

  /** Called by a stream before it draws. */
  static void drawn(Rng rng) {
    for (RngTrace t = CURRENT.get(); t != null; t = t.outer) {
      t.starts.putIfAbsent(rng, rng.counter());
    }
  }

  /** Runs code and remembers the streams it draws from. */
  public <T> T record(Supplier<T> work) {
    outer = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.get();
    } finally {
      if (outer == null) {
        CURRENT.remove(); // a thread of somebody else's keeps nothing of this library
      } else {
        CURRENT.set(outer);
      }
    }
  }

  /** Moves the streams back to where they stood when they were first drawn from. */
  public void rewind() {
    starts.forEach(Rng::seek);
  }

  /** Runs code on the numbers of the recording; the streams stand afterwards where they stood. */
  public <T> T replay(Supplier<T> work) {
    Map<Rng, Long> now = new IdentityHashMap<>();
    starts.forEach(
        (rng, start) -> {
          now.put(rng, rng.counter());
          rng.seek(start);
        });
    try {
      return work.get();
    } finally {
      now.forEach(Rng::seek);
    }
  }
}
