package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Matrix product over the last two axes, {@code C = A·B}, with broadcast batch axes before them.
 * With {@code G} the cotangent of C, those of A and B are {@code G·Bᵀ} and {@code Aᵀ·G}; the engine
 * sums over broadcast batch axes.
 */
public record Matmul() implements Op {
  /** The one product there is. */
  public static final Matmul INSTANCE = new Matmul();

  @Override
  public String label() {
    return "matmul";
  }

  @Override
  public long multiplyAdds(Tensor[] in, Tensor out) {
    return (long) out.size() * in[0].dim(-1);
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor a = in[0];
    Tensor b = in[1];
    int k = a.dim(-1);
    if (k != b.dim(-2)) {
      throw new ShapeException(
          "matmul: inner sizes differ: "
              + a.shape()
              + " x "
              + b.shape()
              + " ("
              + k
              + " vs "
              + b.dim(-2)
              + ")");
    }
    DType t = DType.promote(a.dtype(), b.dtype());
    if (!t.isFloat()) {
      throw new DTypeException(
          "matmul: takes F32 or F64, got "
              + a.dtype()
              + " and "
              + b.dtype()
              + "; cast first, as in a.to(DType.F32)");
    }
    Shape batch =
        a.rank() == 2 && b.rank() == 2
            ? Shape.SCALAR
            : Shape.broadcast(
                "matmul (batch axes)",
                a.shape().range(0, a.rank() - 2),
                b.shape().range(0, b.rank() - 2));
    Tensor c =
        Memory.allocate(
            Dispatch.backend(this, in), t, batch.concat(Shape.of(a.dim(-2), b.dim(-1))));
    c.backend()
        .matmul(
            Memory.operand(
                Memory.cast(a, t), batch.concat(a.shape().range(a.rank() - 2, a.rank()))),
            Memory.operand(
                Memory.cast(b, t), batch.concat(b.shape().range(b.rank() - 2, b.rank()))),
            Handle.operand(c));
    return c;
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    @Nullable Tensor a = needs[1] ? in[0] : null;
    @Nullable Tensor b = needs[0] ? in[1] : null;
    return g ->
        new @Nullable Tensor[] {
          b == null ? null : g.matmul(b.transpose(-1, -2)),
          a == null ? null : a.transpose(-1, -2).matmul(g)
        };
  }
}
