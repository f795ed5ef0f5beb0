package io.cotangent.nn;

import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Tape;
import io.cotangent.spi.Backend;
import java.io.Serializable;

/**
 * A buffer of a module: a tensor that belongs to its state and is not trained, as a running mean or
 * a table of positions.
 */
public final class State implements Serializable {
  private static final long serialVersionUID = 1;

  private Tensor value;

  State(Tensor initial) {
    value = own(initial);
  }

  private static Tensor own(Tensor t) {
    return Memory.outsideArenas(() -> Memory.copy(t.detach(), t.dtype()));
  }

  /** The tensor; no gradient flows to it. */
  public Tensor value() {
    return value;
  }

  /**
   * Replaces the tensor by a copy of another of its shape. While a checkpoint's function runs again
   * nothing changes: the change was made the first time.
   *
   * @throws ShapeException for another shape
   */
  public void set(Tensor replacement) {
    if (!replacement.shape().equals(value.shape())) {
      throw new ShapeException(
          "buffer: " + replacement.shape() + " cannot replace " + value.shape());
    }
    if (!Tape.isRecomputing()) {
      value = own(Memory.cast(replacement.detach(), value.dtype()));
    }
  }

  /** Moves it to a backend, and where it is floating point to a type. */
  void move(DType dtype, Backend backend) {
    DType t = value.dtype().isFloat() ? dtype : value.dtype();
    value = Memory.outsideArenas(() -> Memory.cast(value, t).to(backend));
  }

  /** After a copy of the model: memory of its own. */
  void separate() {
    value = own(value);
  }
}
