package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import org.jspecify.annotations.Nullable;

/** The searches along an axis. */
public enum ArgReduction {
  /** Index (I64) of the first largest element; NaN counts as largest. No gradient. */
  ARGMAX,
  /** Index (I64) of the first smallest element; NaN counts as smallest. No gradient. */
  ARGMIN;

  private final String label = Labels.of(this);

  /** The name in error messages. */
  public String label() {
    return label;
  }

  /** Whether a value takes the place of the best so far; NaN does unless the best is NaN. */
  public boolean isBetter(double value, double best) {
    if (Double.isNaN(value) || Double.isNaN(best)) {
      return !Double.isNaN(best);
    }
    return this == ARGMAX ? value > best : value < best;
  }

  /** Whether an integer takes the place of the best so far. */
  public boolean isBetter(long value, long best) {
    return this == ARGMAX ? value > best : value < best;
  }

  /**
   * The search along an axis, which holds at least one element.
   *
   * @param kind what is searched for
   * @param axis non-negative
   * @param keepDims whether the axis stays, with length 1
   */
  public record Along(ArgReduction kind, int axis, boolean keepDims) implements Op {
    @Override
    public String label() {
      return kind.label();
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor x = in[0];
      if (x.dim(axis) == 0) {
        throw new ShapeException(
            label() + ": nothing to choose from: " + x.shape() + " is empty along axis " + axis);
      }
      Tensor y = Memory.allocate(x.backend(), DType.I64, x.shape().without(axis));
      if (y.size() > 0) {
        x.backend().argReduce(kind, Memory.operand(x), axis, Handle.operand(y));
      }
      return keepDims ? y.reshape(x.shape().with(axis, 1)) : y;
    }

    /** Null: the index does not depend smoothly on the elements. */
    @Override
    public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return null;
    }
  }
}
