package io.cotangent;

import io.cotangent.op.Dispatch;
import io.cotangent.op.LogSumExp;
import io.cotangent.op.PNorm;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;

/**
 * Reductions over axes, and running ones along an axis. Negative axes count from the end; no axes
 * means all of them.
 */
public sealed interface TensorReductions permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Sum over axes, over all if none is given. */
  default Tensor sum(int... axes) {
    return sum(axes, false);
  }

  /** Sum over axes, which stay with length 1 if {@code keepDims}. */
  default Tensor sum(int[] axes, boolean keepDims) {
    return reduce(Reduction.SUM, axes, keepDims);
  }

  /** Mean over axes, over all if none is given; of nothing it is NaN. */
  default Tensor mean(int... axes) {
    return mean(axes, false);
  }

  /** Mean over axes, which stay with length 1 if {@code keepDims}. */
  default Tensor mean(int[] axes, boolean keepDims) {
    Tensor x = self();
    return x.dtype().isFloat()
        ? sum(axes, keepDims).div(count(axes))
        : x.to(DType.F64).mean(axes, keepDims).to(DType.F32);
  }

  private int count(int[] axes) {
    Tensor x = self();
    int n = 1;
    for (int a : x.shape().axes("mean", axes)) {
      n *= x.dim(a);
    }
    return n;
  }

  /** Product over axes, over all if none is given. */
  default Tensor prod(int... axes) {
    return reduce(Reduction.PROD, axes, false);
  }

  /** Product over axes, which stay with length 1 if {@code keepDims}. */
  default Tensor prod(int[] axes, boolean keepDims) {
    return reduce(Reduction.PROD, axes, keepDims);
  }

  /** Largest over axes, over all if none is given; equal ones share the gradient; NaN wins. */
  default Tensor max(int... axes) {
    return reduce(Reduction.MAX, axes, false);
  }

  /** Largest over axes, which stay with length 1 if {@code keepDims}. */
  default Tensor max(int[] axes, boolean keepDims) {
    return reduce(Reduction.MAX, axes, keepDims);
  }

  /** Smallest over axes, over all if none is given; equal ones share the gradient; NaN wins. */
  default Tensor min(int... axes) {
    return reduce(Reduction.MIN, axes, false);
  }

  /** Smallest over axes, which stay with length 1 if {@code keepDims}. */
  default Tensor min(int[] axes, boolean keepDims) {
    return reduce(Reduction.MIN, axes, keepDims);
  }

  private Tensor reduce(Reduction kind, int[] axes, boolean keepDims) {
    Tensor x = self();
    return Dispatch.apply(
        new Reduction.Along(kind, Ints.of(x.shape().axes(kind.label(), axes)), keepDims), x);
  }

  /** Whether all elements along axes are not 0; over all axes if none is given. */
  default Tensor all(int... axes) {
    return all(axes, false);
  }

  /** Whether all elements along axes, which stay with length 1 if {@code keepDims}, are not 0. */
  default Tensor all(int[] axes, boolean keepDims) {
    return self().eq(0).any(axes, keepDims).not();
  }

  /** Whether any element along axes is not 0; over all axes if none is given. */
  default Tensor any(int... axes) {
    return any(axes, false);
  }

  /** Whether any element along axes, which stay with length 1 if {@code keepDims}, is not 0. */
  default Tensor any(int[] axes, boolean keepDims) {
    return self().ne(0).sum(axes, keepDims).gt(0);
  }

  /** How many elements along axes are not 0 (I64); over all axes if none is given. */
  default Tensor countNonzero(int... axes) {
    return self().ne(0).sum(axes);
  }

  /** (Σ|x|ᵖ)^(1/p) over axes, over all if none is given; see {@link PNorm} for p = 0 and ±∞. */
  default Tensor norm(double p, int... axes) {
    return norm(p, axes, false);
  }

  /** The p-norm over axes, which stay with length 1 if {@code keepDims}. */
  default Tensor norm(double p, int[] axes, boolean keepDims) {
    Tensor x = self();
    int[] a = x.shape().axes("norm", axes);
    Tensor y = new PNorm(p, Ints.of(a)).of(x.to(x.dtype().toFloat()));
    return keepDims ? y : y.reshape(x.shape().reduced(a, false));
  }

  /** x/max(‖x‖ₚ, ε) along an axis. */
  default Tensor normalize(double p, int axis, double epsilon) {
    return self().div(norm(p, new int[] {axis}, true).maximum(epsilon));
  }

  /** Standard deviation over axes with divisor n − 1, over all if none is given. */
  default Tensor std(int... axes) {
    return std(axes, 1, false);
  }

  /** √variance with divisor n − correction; where it is 0, so is its derivative. */
  default Tensor std(int[] axes, int correction, boolean keepDims) {
    Tensor length = self().minus(mean(axes, true)).norm(2, axes, keepDims);
    return length.div(Math.sqrt(Math.max(0, count(axes) - correction)));
  }

  /** Running sums along an axis. */
  default Tensor cumsum(int axis) {
    return scan(Scan.CUMSUM, self(), axis);
  }

  /** Running products along an axis. */
  default Tensor cumprod(int axis) {
    return scan(Scan.CUMPROD, self(), axis);
  }

  /** Running log Σ exp along an axis, without overflow. */
  default Tensor logCumsumExp(int axis) {
    return scan(Scan.LOGCUMSUMEXP, self(), axis);
  }

  /** The largest so far along an axis, and where it stood, the last of equals. */
  default ValuesAndIndices cummax(int axis) {
    return search(Scan.CUM_ARGMAX, self(), axis);
  }

  /** The smallest so far along an axis, and where it stood, the last of equals. */
  default ValuesAndIndices cummin(int axis) {
    return search(Scan.CUM_ARGMIN, self(), axis);
  }

  private static Tensor scan(Scan kind, Tensor x, int axis) {
    if (x.rank() == 0) {
      return scan(kind, x.unsqueeze(0), axis).squeeze(0);
    }
    return Dispatch.apply(new Scan.Along(kind, x.shape().axis(kind.label(), axis)), x);
  }

  private static ValuesAndIndices search(Scan kind, Tensor x, int axis) {
    Tensor at = scan(kind, x.detach(), axis);
    return new ValuesAndIndices(x.gather(axis, at), at);
  }

  /** log Σ exp(x) over axes, over all if none is given, without overflow. */
  default Tensor logSumExp(int... axes) {
    return logSumExp(axes, false);
  }

  /** log Σ exp(x) over axes, which stay with length 1 if {@code keepDims}. */
  default Tensor logSumExp(int[] axes, boolean keepDims) {
    Tensor x = self();
    int[] a = x.shape().axes("logSumExp", axes);
    Tensor y = new LogSumExp(Ints.of(a)).of(x.to(x.dtype().toFloat()));
    return keepDims ? y : y.reshape(x.shape().reduced(a, false));
  }

  /** Variance over axes with divisor n − 1, over all if none is given. */
  default Tensor variance(int... axes) {
    return variance(axes, 1, false);
  }

  /** Σ(x − mean)²/(n − correction) over axes, in two passes, so that large means do not cancel. */
  default Tensor variance(int[] axes, int correction, boolean keepDims) {
    Tensor centred = self().minus(mean(axes, true));
    return centred.square().sum(axes, keepDims).div(Math.max(0, count(axes) - correction));
  }
}
