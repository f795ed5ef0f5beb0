package io.cotangent.autograd;

import io.cotangent.DType;
import io.cotangent.MemoryException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.function.Supplier;

/** The memory of tensors: new buffers, copies, and what kernels read. */
public final class Memory {
  private Memory() {}

  /**
   * A new dense tensor with arbitrary content, untracked.
   *
   * @throws MemoryException if there is no memory for it
   */
  public static Tensor allocate(Backend backend, DType dtype, Shape shape) {
    return wrap(backend, buffer(backend, dtype, shape), shape);
  }

  /** A tensor with a copy of a Java array, untracked. */
  public static Tensor upload(Backend backend, Object array, Shape shape) {
    try {
      return wrap(backend, backend.upload(array), shape);
    } catch (MemoryException | OutOfMemoryError e) {
      throw noMemory(DType.ofArray(array), shape, e);
    }
  }

  private static Buffer buffer(Backend backend, DType dtype, Shape shape) {
    try {
      return backend.allocate(dtype, shape.size());
    } catch (MemoryException | OutOfMemoryError e) {
      throw noMemory(dtype, shape, e);
    }
  }

  private static MemoryException noMemory(DType dtype, Shape shape, Throwable e) {
    return new MemoryException(
        "no memory for a tensor %s%s of %d bytes: %s"
            .formatted(dtype, shape, (long) shape.size() * dtype.bytes(), e.getMessage()),
        e);
  }

  /** A tensor over a backend's own new buffer. */
  public static Tensor wrap(Backend backend, Buffer buffer, Shape shape) {
    Layout layout = shape.dense();
    Storage storage = new Storage(backend, new Operand(buffer, layout));
    Arena arena = Context.get().arena;
    if (arena != null) {
      arena.add(storage, buffer, shape.size());
    }
    return Handle.tensor(storage, layout, null);
  }

  /** What a kernel reads of a tensor: made dense first where the backend takes nothing else. */
  public static Operand operand(Tensor x) {
    boolean fits = x.backend().takesStrides() || (x.layout().isDense() && x.layout().offset() == 0);
    return fits ? Handle.operand(x) : Handle.operand(copy(x, x.dtype()));
  }

  /** What a kernel reads of a tensor expanded to a shape. */
  public static Operand operand(Tensor x, Shape shape) {
    return x.shape() == shape ? operand(x) : operand(Handle.view(x, x.layout().expand(shape)));
  }

  /** A dense copy in a type, untracked. */
  public static Tensor copy(Tensor x, DType dtype) {
    Tensor y = allocate(x.backend(), dtype, x.shape());
    if (x.size() > 0) {
      x.backend().copy(Handle.operand(x), Handle.operand(y));
    }
    return y;
  }

  /** A dense copy of a tensor, in no arena, that this thread will update in place. */
  public static Tensor state(Tensor x) {
    Buffer buffer = buffer(x.backend(), x.dtype(), x.shape());
    Operand own = new Operand(buffer, x.shape().dense());
    if (x.size() > 0) {
      x.backend().copy(Handle.operand(x), own);
    }
    return state(x.backend(), own);
  }

  /**
   * A state's elements under a new handle, about to be changed in place; the old handle, and all
   * views of it, cannot be used afterwards. Where another thread has the state, that thread keeps
   * it, and the new handle is of a copy.
   *
   * @param by completes the error for a use of the old handle
   */
  public static Tensor takeOver(Tensor state, Object by) {
    Layout l = state.layout();
    Storage old = Handle.storage(state);
    Buffer buffer = old.buffer();
    boolean whole = l.isDense() && l.offset() == 0 && l.shape().size() == buffer.size();
    Buffer own = whole ? old.takeUnlessShared(by) : null;
    if (own == null) {
      own = buffer(state.backend(), state.dtype(), state.shape());
      if (state.size() > 0) {
        state.backend().copy(new Operand(buffer, l), new Operand(own, l.shape().dense()));
      }
    }
    return state(state.backend(), new Operand(own, l.shape().dense()));
  }

  private static Tensor state(Backend backend, Operand own) {
    return Handle.tensor(Storage.ofThisThread(backend, own), own.layout(), null);
  }

  /** The tensor itself, or an untracked copy in another type. */
  public static Tensor cast(Tensor x, DType dtype) {
    return x.dtype() == dtype ? x : copy(x, dtype);
  }

  /** Runs code whose tensors belong to no scope: state that outlives a training step. */
  public static <T> T outsideArenas(Supplier<T> work) {
    Context c = Context.get();
    Arena before = c.arena;
    c.arena = null;
    try {
      return work.get();
    } finally {
      c.arena = before;
    }
  }
}
