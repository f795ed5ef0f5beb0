package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;

/**
 * Folds axes of {@code x}.
 *
 * @param kind what is computed
 * @param axes non-negative, ascending
 * @param keepDims whether folded axes stay, with length 1
 */
public record Reduce(Reduction kind, int[] axes, boolean keepDims) implements Op {
  @Override
  public String label() {
    return kind.label();
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor x = in[0];
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException(
          label() + ": not defined for BOOL; cast first, as in x.to(DType.I64)");
    }
    Shape out = x.shape().reduced(axes, keepDims);
    if (x.size() == 0 && out.size() > 0 && (kind == Reduction.MAX || kind == Reduction.MIN)) {
      throw new ShapeException(
          label()
              + ": nothing to choose from: shape "
              + x.shape()
              + " is empty along the folded axes");
    }
    Shape folded = x.shape().reduced(axes, false);
    Tensor y = Memory.allocate(x.backend(), x.dtype(), folded);
    x.backend().reduce(kind, Memory.operand(x), axes, y.operand());
    return keepDims ? y.reshape(out) : y;
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    Shape kept = in[0].shape().reduced(axes, true);
    Tensor y = kind == Reduction.SUM ? out : out.reshape(kept);
    Pullback p = kind.pullback(in[0], y, axes);
    return g -> new Tensor[] {p.of(g.reshape(kept))};
  }
}
