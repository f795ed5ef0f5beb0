package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.spi.Backend;
import org.jspecify.annotations.Nullable;

/** The elementwise operations of three inputs, with broadcasting. */
public enum Ternary implements Op {
  /** {@code a ? b : c}, a of type BOOL. */
  WHERE {
    @Override
    public double reference(double a, double b, double c) {
      return a != 0 ? b : c;
    }

    @Override
    public long integers(long a, long b, long c) {
      return a != 0 ? b : c;
    }

    @Override
    Vjp vjpOf(Tensor condition, Tensor b, Tensor c, boolean[] needs) {
      return g ->
          new @Nullable Tensor[] {
            null,
            needs[1] ? condition.where(g, g.zerosLike()) : null,
            needs[2] ? condition.where(g.zerosLike(), g) : null
          };
    }
  },
  /** min(max(x, low), high); the gradient passes where low ≤ x ≤ high, bounds included. */
  CLAMP {
    @Override
    public double reference(double x, double low, double high) {
      return Math.min(Math.max(x, low), high);
    }

    @Override
    public long integers(long x, long low, long high) {
      return Math.min(Math.max(x, low), high);
    }

    @Override
    Vjp vjpOf(Tensor x, Tensor low, Tensor high, boolean[] needs) {
      if (needs[1] || needs[2]) {
        throw new DTypeException(
            "clamp: bounds take no gradient; use maximum and minimum for bounds that do");
      }
      return g ->
          new @Nullable Tensor[] {x.ge(low).and(x.le(high)).where(g, g.zerosLike()), null, null};
    }
  };

  private final String label = Labels.of(this);

  /** The reference maths, in F64. */
  public abstract double reference(double a, double b, double c);

  /** The reference maths in integers. */
  public abstract long integers(long a, long b, long c);

  abstract Vjp vjpOf(Tensor a, Tensor b, Tensor c, boolean[] needs);

  /** Applies this elementwise, broadcasting the shapes and promoting the types. */
  public Tensor of(Tensor a, Tensor b, Tensor c) {
    return Dispatch.apply(this, a, b, c);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor a = in[0];
    DType t = DType.promote(in[1].dtype(), in[2].dtype());
    if (this == WHERE && a.dtype() != DType.BOOL) {
      throw new DTypeException(
          "where: the condition must be BOOL, got " + a.dtype() + "; compare first, as in x.gt(0)");
    }
    if (this == CLAMP) {
      t = DType.promote(t, a.dtype());
      a = Memory.cast(a, t);
    }
    Backend backend = Dispatch.backend(this, in);
    Shape shape =
        Shape.broadcast(label(), Shape.broadcast(label(), a.shape(), in[1].shape()), in[2].shape());
    Tensor y = Memory.allocate(backend, t, shape);
    backend.ternary(
        this,
        Memory.operand(a, shape),
        Memory.operand(Memory.cast(in[1], t), shape),
        Memory.operand(Memory.cast(in[2], t), shape),
        Handle.operand(y));
    return y;
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return vjpOf(in[0], in[1], in[2], needs);
  }
}
