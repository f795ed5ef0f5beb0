package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.spi.Layout;

/**
 * The folds over axes, a row each: neutral element, reference maths, and the pullback of the folded
 * value.
 */
public enum Reduction {
  /** The sum, of integers in I64; of nothing 0. */
  SUM(0, 0) {
    @Override
    public double combine(double a, double b) {
      return a + b;
    }

    @Override
    public long combine(long a, long b) {
      return a + b;
    }

    @Override
    Op.Pullback pullback(Tensor x, Tensor y, int[] axes) {
      Shape shape = x.shape();
      return g -> g.expand(shape);
    }
  },
  /** The product, of integers in I64; of nothing 1. */
  PROD(1, 1) {
    @Override
    public double combine(double a, double b) {
      return a * b;
    }

    @Override
    public long combine(long a, long b) {
      return a * b;
    }

    @Override
    Op.Pullback pullback(Tensor x, Tensor y, int[] axes) {
      return g -> g.times(productOfOthers(x, axes));
    }
  },
  /** The largest; equal ones share the gradient, and so do NaNs, which win. */
  MAX(Double.NEGATIVE_INFINITY, Long.MIN_VALUE) {
    @Override
    public double combine(double a, double b) {
      return Math.max(a, b);
    }

    @Override
    public long combine(long a, long b) {
      return Math.max(a, b);
    }

    @Override
    Op.Pullback pullback(Tensor x, Tensor y, int[] axes) {
      return g -> Masks.amongTies(g, x, y, axes);
    }
  },
  /** The smallest; equal ones share the gradient, and so do NaNs, which win. */
  MIN(Double.POSITIVE_INFINITY, Long.MAX_VALUE) {
    @Override
    public double combine(double a, double b) {
      return Math.min(a, b);
    }

    @Override
    public long combine(long a, long b) {
      return Math.min(a, b);
    }

    @Override
    Op.Pullback pullback(Tensor x, Tensor y, int[] axes) {
      return g -> Masks.amongTies(g, x, y, axes);
    }
  };

  private final double neutral;
  private final long neutralInteger;
  private final String label = Labels.of(this);

  Reduction(double neutral, long neutralInteger) {
    this.neutral = neutral;
    this.neutralInteger = neutralInteger;
  }

  /** The result of folding nothing. */
  public double neutral() {
    return neutral;
  }

  /** The result of folding no integers. */
  public long neutralInteger() {
    return neutralInteger;
  }

  /** The reference maths, in F64. */
  public abstract double combine(double a, double b);

  /** The reference maths in integers. */
  public abstract long combine(long a, long b);

  /** The name in error messages and on the tape. */
  public String label() {
    return label;
  }

  /**
   * From the cotangent of {@code y} to that of {@code x}; both {@code y} and the cotangent keep the
   * folded axes with length 1.
   */
  abstract Op.Pullback pullback(Tensor x, Tensor y, int[] axes);

  /**
   * For each element the product of all others along the axes, exact with zeros among them:
   * products of what stands before times products of what stands after, each by doubling (Hillis
   * and Steele 1986).
   */
  private static Tensor productOfOthers(Tensor x, int[] axes) {
    int kept = x.rank() - axes.length;
    int[] order = Layout.toEnd(x.rank(), axes);
    int[] back = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    Tensor moved = x.permute(order);
    int n = moved.shape().range(kept, moved.rank()).size();
    Tensor rows = moved.reshape(moved.shape().size() / Math.max(n, 1), n);
    Tensor others = productBefore(rows).times(productBefore(rows.flip(1)).flip(1));
    return others.reshape(moved.shape()).permute(back);
  }

  /** In what sums and products are taken: I64 for integers and booleans, as in PyTorch. */
  static DType widened(DType dtype) {
    return dtype.isFloat() ? dtype : DType.I64;
  }

  private static Tensor productBefore(Tensor rows) {
    int n = rows.dim(1);
    Tensor p = shifted(rows, 1);
    for (int step = 1; step < n; step *= 2) {
      p = p.times(shifted(p, step));
    }
    return p;
  }

  private static Tensor shifted(Tensor rows, int by) {
    return rows.slice(Slice.all(), Slice.until(Math.max(rows.dim(1) - by, 0)))
        .pad(1.0, Math.min(by, rows.dim(1)), 0);
  }

  /**
   * Folds axes of {@code x}.
   *
   * @param kind what is computed
   * @param axes non-negative, ascending
   * @param keepDims whether folded axes stay, with length 1
   */
  public record Along(Reduction kind, Ints axes, boolean keepDims) implements Op {
    @Override
    public String label() {
      return kind.label();
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor x = in[0];
      if (kind == SUM || kind == PROD) {
        x = Memory.cast(x, widened(x.dtype()));
      } else if (x.dtype() == DType.BOOL) {
        throw new DTypeException(
            label() + ": not defined for BOOL; cast first, as in x.to(DType.I64)");
      }
      int[] folded = axes.toArray();
      Shape out = x.shape().reduced(folded, keepDims);
      if (x.size() == 0 && out.size() > 0 && (kind == Reduction.MAX || kind == Reduction.MIN)) {
        throw new ShapeException(
            label()
                + ": nothing to choose from: shape "
                + x.shape()
                + " is empty along the folded axes");
      }
      Tensor y = Memory.allocate(x.backend(), x.dtype(), x.shape().reduced(folded, false));
      x.backend().reduce(kind, Memory.operand(x), folded, Handle.operand(y));
      return keepDims ? y.reshape(out) : y;
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      int[] folded = axes.toArray();
      Shape kept = in[0].shape().reduced(folded, true);
      Tensor y = kind == Reduction.SUM ? out : out.reshape(kept);
      Pullback p = kind.pullback(in[0], y, folded);
      return g -> new Tensor[] {p.of(g.reshape(kept))};
    }
  }
}
