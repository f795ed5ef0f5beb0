package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Scan} along an axis. With G the cotangent of y:
 *
 * <ul>
 *   <li>cumsum: Σ_{j≥i} Gⱼ, the running sum from the end;
 *   <li>cumprod: (Π_{k&lt;i} xₖ)·Sᵢ with Sᵢ = Gᵢ + xᵢ₊₁·Sᵢ₊₁, exact with zeros among the factors;
 *   <li>logcumsumexp: exp(xᵢ − yᵢ)·Tᵢ with Tᵢ = Gᵢ + exp(yᵢ − yᵢ₊₁)·Tᵢ₊₁, whose factors are at most
 *       1.
 * </ul>
 */
public record Scanning(Scan kind, int axis) implements Op {
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
    if (kind == Scan.LOGCUMSUMEXP) {
      x = Memory.cast(x, x.dtype().toFloat());
    }
    Tensor y = Memory.allocate(x.backend(), kind.isSearch() ? DType.I64 : x.dtype(), x.shape());
    if (x.size() > 0) {
      x.backend().scan(kind, Memory.operand(x), axis, y.operand());
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
            Tensor step = difference(out, shifted(out, -1, 0)).exp();
            return new Tensor[] {difference(x, out).exp().times(recurrence(step, g))};
          };
      case CUM_ARGMAX, CUM_ARGMIN -> null;
    };
  }

  /** a − b ≤ 0, where −∞ − −∞ is −∞: nothing adds nothing. */
  private static Tensor difference(Tensor a, Tensor b) {
    return a.eq(Double.NEGATIVE_INFINITY).where(a, a.minus(b));
  }

  /** Moved along the axis by some places, to the end or, for negative ones, to the front. */
  private Tensor shifted(Tensor x, int by, double fill) {
    int n = x.dim(axis);
    int m = Math.min(Math.abs(by), n);
    int[] widths = new int[2 * (x.rank() - axis)];
    widths[widths.length - (by > 0 ? 2 : 1)] = m;
    Slice kept = by > 0 ? Slice.until(n - m) : Slice.from(m);
    return x.slice(axis, kept).pad(fill, widths);
  }

  /**
   * Sᵢ = bᵢ + aᵢ·Sᵢ₊₁ along the axis, by doubling the stretch that each pair (a, b) stands for
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
