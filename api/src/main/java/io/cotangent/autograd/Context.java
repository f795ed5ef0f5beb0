package io.cotangent.autograd;

import org.jspecify.annotations.Nullable;

/**
 * What the engine knows of a thread: whether it records, whether it looks for NaN, and where
 * storages belong.
 */
final class Context {
  private static final ThreadLocal<Context> CURRENT = ThreadLocal.withInitial(Context::new);

  boolean recording = true;
  boolean anomaly;
  @Nullable Arena arena;

  private Context() {}

  static Context get() {
    return CURRENT.get();
  }
}
