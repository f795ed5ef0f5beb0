package io.cotangent.autograd;

import io.cotangent.Tensor;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor is a handle of: storage, layout and node. The engine and the operations read and
 * make tensors by it; users of tensors do not meet it.
 */
public final class Handle {
  private static @Nullable Access given;

  private Handle() {}

  /** A tensor's way to its parts, which it gives to this class alone. */
  public interface Access {
    /** A tensor of these parts. */
    Tensor tensor(Storage storage, Layout layout, @Nullable Node node);

    /** Its memory. */
    Storage storage(Tensor x);

    /** Its entry of the tape. */
    @Nullable Node node(Tensor x);
  }

  /** Once the class of tensors is there: a constant for the compiler. */
  private static final class Ready {
    static final Access ACCESS;

    static {
      try {
        MethodHandles.lookup().ensureInitialized(Tensor.class);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
      ACCESS = Objects.requireNonNull(given);
    }
  }

  /**
   * Called by the class of tensors when it is loaded.
   *
   * @throws IllegalStateException if it was called before
   */
  public static synchronized void give(Access access) {
    if (given != null) {
      throw new IllegalStateException("the access to tensors is given once, by their class");
    }
    given = access;
  }

  /** A tensor over memory; tracked if it has a node. */
  public static Tensor tensor(Storage storage, Layout layout, @Nullable Node node) {
    return Ready.ACCESS.tensor(storage, layout, node);
  }

  /** The memory, shared with views. */
  public static Storage storage(Tensor x) {
    return Ready.ACCESS.storage(x);
  }

  /** The entry of the tape that made a tensor, null if it is not tracked. */
  public static @Nullable Node node(Tensor x) {
    return Ready.ACCESS.node(x);
  }

  /** What kernels take, in whatever layout. */
  public static Operand operand(Tensor x) {
    return storage(x).operand(x.layout());
  }

  /** An untracked view. */
  public static Tensor view(Tensor x, Layout layout) {
    return tensor(storage(x), layout, null);
  }
}
