package io.cotangent.autograd;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a thread: whether it records, whether it looks for NaN, where storages belong,
 * which module it is in, and who listens.
 *
 * <p>A thread holds its context weakly, through a class of the JDK alone, so that a thread of
 * somebody else's pool does not keep this library, and its class loader, from being unloaded.
 */
public final class Context {
  private static final ThreadLocal<WeakReference<Context>> CURRENT = new ThreadLocal<>();
  private static final Set<Context> ALL = ConcurrentHashMap.newKeySet();

  /** Most often the context asked for: reading it costs less than a thread local. */
  private static @Nullable Context recent;

  private static final int MISSES = 1024;

  private final Thread thread = Thread.currentThread();
  private int misses;

  boolean recording = true;
  boolean anomaly;
  boolean backward;
  boolean recomputing;
  @Nullable Arena arena;
  @Nullable Frame frame;
  @Nullable Listener listener;

  private Context() {}

  /** The context of this thread. */
  public static Context get() {
    Context c = recent;
    return c != null && c.thread == Thread.currentThread() ? c : own();
  }

  private static Context own() {
    WeakReference<Context> reference = CURRENT.get();
    Context c = reference == null ? null : reference.get();
    if (c == null) {
      c = new Context();
      ALL.removeIf(x -> !x.thread.isAlive());
      ALL.add(c);
      CURRENT.set(new WeakReference<>(c));
    }
    if (c.misses++ % MISSES == 0) {
      recent = c;
    }
    return c;
  }

  /** Whether this thread records. */
  public boolean isRecording() {
    return recording;
  }

  /** Who is told of every operation, null for nobody. */
  public @Nullable Listener listener() {
    return listener;
  }

  /** The module whose code runs, null outside of modules. */
  public @Nullable Frame frame() {
    return frame;
  }

  /** Enters or leaves a module. */
  public void setFrame(@Nullable Frame to) {
    frame = to;
  }

  /** Whether what operations make is checked for NaN. */
  public boolean isAnomaly() {
    return anomaly;
  }

  /** Whether a backward pass is under way. */
  public boolean isBackward() {
    return backward;
  }
}
