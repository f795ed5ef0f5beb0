package io.cotangent;

import io.cotangent.autograd.Arena;
import io.cotangent.autograd.Memory;
import java.util.function.Supplier;

/**
 * Returns memory early: buffers of tensors made in this thread while the scope is the innermost go
 * back to the backend's pool when it closes, except those handed out with {@link #keep}. Never
 * needed for correctness; a training loop opens one per step to be fast. A scope and its tensors
 * belong to the thread that opened it, as those of {@code Arena.ofConfined} do.
 *
 * <pre>{@code
 * try (Scope step = Scope.open("step")) {
 *   Gradients g = loss(model, batch).backward();
 *   optimizer.step(g);
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
  private final Arena arena;

  /** Why a tensor of a scope cannot be used any more; a sentence only where an error needs it. */
  private record Closed(String scope) {
    @Override
    public String toString() {
      return "it belongs to scope '"
          + scope
          + "', which is closed; hand it out with scope.keep(tensor), or read its values before the end";
    }
  }

  private Scope(String name) {
    arena = Arena.open(new Closed(name));
  }

  /** Opens a scope in this thread; the name appears in errors. */
  public static Scope open(String name) {
    return new Scope(name);
  }

  /**
   * Hands a tensor made in this scope, or in one inside it, to the scope around this one or to the
   * garbage collector. Views of it go with it.
   *
   * @throws ConfinementException in another thread
   */
  public Tensor keep(Tensor tensor) {
    arena.keep(tensor);
    return tensor.detach();
  }

  /** Runs code whose tensors belong to no scope, as state that outlives a step. */
  public static <T> T outside(Supplier<T> work) {
    return Memory.outsideArenas(work);
  }

  /**
   * Gives the memory back. Using a tensor of this scope from here on throws {@link
   * ReleasedException}.
   *
   * @throws ConfinementException in another thread than the one that opened it, or if a scope
   *     opened inside it is still open; that one is closed too
   */
  @Override
  public void close() {
    arena.closeInOrder();
  }
}
