package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The running folds along an axis, a row each: element i of the result folds the elements 0 … i.
 */
public enum Scan {
  /**
   * The sum of all elements so far, of integers in I64; its gradient is the running sum from the
   * end.
   */
  CUMSUM,
  /**
   * The product of all elements so far, of integers in I64; its gradient is exact with zeros among
   * the factors.
   */
  CUMPROD,
  /** log Σ exp of all elements so far, without overflow; its gradient likewise. */
  LOGCUMSUMEXP,
  /** Position (I64) of the largest element so far, the last of equals; NaN counts as largest. */
  CUM_ARGMAX,
  /** Position (I64) of the smallest element so far, the last of equals; NaN counts as smallest. */
  CUM_ARGMIN;

  private final String label = Labels.of(this);

  /** The name in error messages and on the tape. */
  public String label() {
    return label;
  }

  /** Whether the result is positions, not values. */
  public boolean isSearch() {
    return this == CUM_ARGMAX || this == CUM_ARGMIN;
  }

  /** The reference maths of a fold, in F64. */
  public double combine(double soFar, double x) {
    return switch (this) {
      case CUMSUM -> soFar + x;
      case CUMPROD -> soFar * x;
      case LOGCUMSUMEXP -> Reference.logaddexp(soFar, x);
      case CUM_ARGMAX, CUM_ARGMIN -> throw new AssertionError(this + " folds to positions");
    };
  }

  /** The reference maths of a fold in integers. */
  public long combine(long soFar, long x) {
    return switch (this) {
      case CUMSUM -> soFar + x;
      case CUMPROD -> soFar * x;
      default -> throw new AssertionError(this + " is not of integers");
    };
  }

  /** Whether a value takes the place of the best so far. */
  public boolean takesOver(double x, double best) {
    return Double.isNaN(x) || (!Double.isNaN(best) && (this == CUM_ARGMAX ? x >= best : x <= best));
  }

  /** Whether an integer takes the place of the best so far. */
  public boolean takesOver(long x, long best) {
    return this == CUM_ARGMAX ? x >= best : x <= best;
  }

  /**
   * The scan along an axis. With G the cotangent of y:
   *
   * <ul>
   *   <li>cumsum: Σ_{j≥i} Gⱼ, the running sum from the end;
   *   <li>cumprod: (Π_{k&lt;i} xₖ)·Sᵢ with Sᵢ = Gᵢ + xᵢ₊₁·Sᵢ₊₁, exact with zeros among the factors;
   *   <li>logcumsumexp: exp(xᵢ − yᵢ)·Tᵢ with Tᵢ = Gᵢ + exp(yᵢ − yᵢ₊₁)·Tᵢ₊₁, whose factors are at
   *       most 1.
   * </ul>
   */
  public record Along(Scan kind, int axis) implements Op {
    @Override
    public String label() {
      return kind.label();
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor x = in[0];
      if (kind == LOGCUMSUMEXP) {
        x = Memory.cast(x, x.dtype().toFloat());
      } else if (!kind.isSearch()) {
        x = Memory.cast(x, Reduction.widened(x.dtype()));
      } else if (x.dtype() == DType.BOOL) {
        x = Memory.cast(x, DType.I64);
      }
      Tensor y = Memory.allocate(x.backend(), kind.isSearch() ? DType.I64 : x.dtype(), x.shape());
      if (x.size() > 0) {
        x.backend().scan(kind, Memory.operand(x), axis, Handle.operand(y));
      }
      return y;
    }

    @Override
    public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Tensor x = in[0];
      return switch (kind) {
        case CUMSUM -> g -> new Tensor[] {g.flip(axis).cumsum(axis).flip(axis)};
        case CUMPROD ->
            g -> {
              Tensor before = shifted(x.cumprod(axis), 1, 1);
              return new Tensor[] {before.times(recurrence(shifted(x, -1, 0), g))};
            };
        case LOGCUMSUMEXP ->
            g -> {
              // The differences stay as they are if x is moved, and near 0 none is rounded away.
              Tensor near = x.minus(LogSumExp.finiteTop(x, axis));
              Tensor y = near.logCumsumExp(axis);
              Tensor next = shifted(y, -1, Double.POSITIVE_INFINITY); // a step of 0 after the last
              Tensor step = Masks.excess(y, next).exp();
              return new Tensor[] {Masks.excess(near, y).exp().times(recurrence(step, g))};
            };
        case CUM_ARGMAX, CUM_ARGMIN -> null;
      };
    }

    /** Moved along the axis by some elements, to the end or, for negative ones, to the front. */
    private Tensor shifted(Tensor x, int by, double fill) {
      int n = x.dim(axis);
      int m = Math.min(Math.abs(by), n);
      int[] widths = new int[2 * (x.rank() - axis)];
      widths[widths.length - (by > 0 ? 2 : 1)] = m;
      Slice kept = by > 0 ? Slice.until(n - m) : Slice.from(m);
      return x.slice(axis, kept).pad(fill, widths);
    }

    /**
     * Sᵢ = bᵢ + aᵢ·Sᵢ₊₁ along the axis, by doubling the span that each pair (a, b) stands for
     * (Hillis and Steele 1986).
     */
    private Tensor recurrence(Tensor a, Tensor b) {
      Tensor s = b;
      Tensor factor = a;
      for (int step = 1; step < b.dim(axis); step *= 2) {
        s = s.plus(factor.times(shifted(s, -step, 0)));
        factor = factor.times(shifted(factor, -step, 0));
      }
      return s;
    }
  }
}
