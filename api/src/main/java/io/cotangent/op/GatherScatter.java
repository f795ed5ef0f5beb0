package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import org.jspecify.annotations.Nullable;

/** Reading and adding at positions that are data. Each is the adjoint of the other. */
public final class GatherScatter {
  private GatherScatter() {}

  private static void check(String op, Tensor x, Tensor index, int axis) {
    if (index.dtype() != DType.I32 && index.dtype() != DType.I64) {
      throw new DTypeException(op + ": the index must be I32 or I64, got " + index.dtype());
    }
    if (index.rank() != x.rank()) {
      throw new ShapeException(
          op + ": index " + index.shape() + " must have as many axes as " + x.shape());
    }
    for (int i = 0; i < x.rank(); i++) {
      if (i != axis && index.dim(i) > x.dim(i)) {
        throw new ShapeException(
            op + ": index " + index.shape() + " is longer than " + x.shape() + " on axis " + i);
      }
    }
  }

  private static void checkSource(String op, Tensor index, Tensor src) {
    if (!src.shape().equals(index.shape())) {
      throw new ShapeException(
          op + ": src " + src.shape() + " must have the index's shape " + index.shape());
    }
  }

  /**
   * {@code y[…, i, …] = x[…, index[…, i, …], …]} along an axis, of the index's shape. Inputs: x,
   * index.
   */
  public record Gather(int axis) implements Op {
    @Override
    public String label() {
      return "gather";
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor x = in[0];
      Tensor index = in[1];
      check("gather", x, index, axis);
      Tensor y = Memory.allocate(Dispatch.backend(this, in), x.dtype(), index.shape());
      x.backend().gather(Memory.operand(x), axis, Memory.operand(index), Handle.operand(y));
      return y;
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Shape shape = in[0].shape();
      Tensor index = in[1];
      return g ->
          new @Nullable Tensor[] {
            Tensor.zeros(g.backend(), g.dtype(), shape).scatterAdd(axis, index, g), null
          };
    }
  }

  /** {@code y = x} with {@code y[…, index[…, i, …], …] += src[…, i, …]}. Inputs: x, index, src. */
  public record ScatterAdd(int axis) implements Op {
    @Override
    public String label() {
      return "scatterAdd";
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor index = in[1];
      DType t = DType.promote(in[0].dtype(), in[2].dtype());
      if (t == DType.BOOL) {
        throw new DTypeException(
            "scatterAdd: not defined for BOOL; cast first, as in x.to(DType.I32)");
      }
      check("scatterAdd", in[0], index, axis);
      checkSource("scatterAdd", index, in[2]);
      Tensor y = Memory.copy(in[0], t);
      Tensor src = Memory.cast(in[2], t);
      Dispatch.backend(this, in)
          .scatterAdd(Memory.operand(src), axis, Memory.operand(index), Handle.operand(y));
      return y;
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Tensor index = in[1];
      return g -> new @Nullable Tensor[] {g, null, needs[2] ? g.gather(axis, index) : null};
    }
  }

  /**
   * {@code y = x} with {@code y[…, index[…, i, …], …] = src[…, i, …]}; of several elements for one
   * place the last stays, and its cotangent alone flows on. Inputs: x, index, src.
   */
  public record Scatter(int axis) implements Op {
    @Override
    public String label() {
      return "scatter";
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor index = in[1];
      check("scatter", in[0], index, axis);
      checkSource("scatter", index, in[2]);
      Tensor y = Memory.copy(in[0], in[0].dtype());
      Tensor src = Memory.cast(in[2], y.dtype());
      Dispatch.backend(this, in)
          .scatter(Memory.operand(src), axis, Memory.operand(index), Handle.operand(y));
      return y;
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Tensor index = in[1];
      return g -> {
        Tensor none = Tensor.zeros(g.backend(), g.dtype(), index.shape());
        return new @Nullable Tensor[] {
          needs[0] ? g.scatter(axis, index, none) : null,
          null,
          needs[2] ? stays(g, index).where(g.gather(axis, index), none) : null
        };
      };
    }

    /** Which elements of the source no later one replaced. */
    private Tensor stays(Tensor like, Tensor index) {
      Tensor order = Tensor.arange(like.backend(), DType.I64, index.size()).reshape(index.shape());
      return Tensor.zeros(like.backend(), DType.I64, like.shape())
          .scatter(axis, index, order)
          .gather(axis, index)
          .eq(order);
    }
  }
}
