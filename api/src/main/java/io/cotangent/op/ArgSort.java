package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Positions (I64) that put an axis in order; equal elements keep theirs, NaN counts as largest.
 * {@code sort}, {@code topk}, {@code kthvalue} and {@code median} gather at them, and gradients
 * flow through that.
 */
public record ArgSort(int axis, boolean descending) implements Op {
  @Override
  public String label() {
    return "argsort";
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor x = in[0];
    Tensor y = Memory.allocate(x.backend(), DType.I64, x.shape());
    if (x.size() > 0) {
      x.backend().argSort(Memory.operand(x), axis, descending, Handle.operand(y));
    }
    return y;
  }

  @Override
  public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return null;
  }
}
