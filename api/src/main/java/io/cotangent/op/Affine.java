package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Y = φ(X·Wᵀ + b) with X [N, in], W [out, in] and, as a third input if given, b [out].
 *
 * <p>With G the cotangent of Y and H = G·φ′: those of X, W and b are H·W, Hᵀ·X and the sum of H
 * over its rows.
 */
public record Affine(Epilogue epilogue) implements Composite.WithVjp {
  @Override
  public String label() {
    return "linear";
  }

  @Override
  public long multiplyAdds(Tensor[] in, Tensor out) {
    return (long) out.size() * in[1].dim(1);
  }

  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor y = in[0].matmul(in[1].transpose(0, 1));
    return epilogue.of(in.length > 2 ? y.plus(in[2]) : y);
  }

  @Override
  public Shape shape(Tensor... in) {
    return Shape.of(in[0].dim(0), in[1].dim(0));
  }

  /** Applies this to X of any rank ≥ 1, whose last axis is {@code in}. */
  public Tensor of(Tensor x, Tensor weight, @Nullable Tensor bias) {
    if (weight.rank() != 2 || x.rank() == 0 || x.dim(-1) != weight.dim(1)) {
      throw new ShapeException(
          "linear: x "
              + x.shape()
              + " does not fit weight "
              + weight.shape()
              + "; x must end in an axis of the weight's second length, [out, in]");
    }
    if (bias != null && !(bias.rank() == 1 && bias.dim(0) == weight.dim(0))) {
      throw new ShapeException(
          "linear: bias "
              + bias.shape()
              + " does not fit weight "
              + weight.shape()
              + "; it must be ["
              + weight.dim(0)
              + "]");
    }
    DType t = DType.promote(x.dtype(), weight.dtype());
    if (!t.isFloat()) {
      throw new DTypeException(
          "linear: takes F32 or F64, got " + x.dtype() + " and " + weight.dtype() + "; cast first");
    }
    if (x.dtype() != t || weight.dtype() != t || (bias != null && bias.dtype() != t)) {
      return of(x.to(t), weight.to(t), bias == null ? null : bias.to(t));
    }
    Tensor rows = x.rank() == 2 ? x : x.reshape(x.size() / Math.max(x.dim(-1), 1), x.dim(-1));
    Tensor y =
        bias == null
            ? Dispatch.apply(this, rows, weight)
            : Dispatch.apply(this, rows, weight, bias);
    return x.rank() == 2 ? y : y.reshape(x.shape().with(x.rank() - 1, weight.dim(0)));
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    @Nullable Tensor x = needs[1] ? in[0] : null;
    @Nullable Tensor w = needs[0] ? in[1] : null;
    @Nullable Tensor y = epilogue == Epilogue.NONE ? null : out;
    int inputs = in.length;
    return g -> {
      Tensor h = y == null ? g : epilogue.pullback(g, y);
      @Nullable Tensor[] r = new @Nullable Tensor[inputs];
      r[0] = w == null ? null : h.matmul(w);
      r[1] = x == null ? null : h.transpose(0, 1).matmul(x);
      if (inputs > 2 && needs[2]) {
        r[2] = h.sum(0);
      }
      return r;
    };
  }
}
