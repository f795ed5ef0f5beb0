package io.cotangent;

import io.cotangent.op.ArgReduction;
import io.cotangent.op.ArgSort;
import io.cotangent.op.Dispatch;

/**
 * Largest and smallest elements, sorting and quantiles along an axis. Gradients flow to the
 * elements that were chosen.
 */
public sealed interface TensorOrder permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The largest along an axis and the position of the first such; the gradient flows there. */
  default ValuesAndIndices maxWithIndices(int axis, boolean keepDims) {
    return at(argmax(axis, true), axis, keepDims);
  }

  /** The smallest along an axis and the position of the first such; the gradient flows there. */
  default ValuesAndIndices minWithIndices(int axis, boolean keepDims) {
    return at(argmin(axis, true), axis, keepDims);
  }

  private ValuesAndIndices at(Tensor indices, int axis, boolean keepDims) {
    Tensor values = self().gather(axis, indices);
    return keepDims || self().rank() == 0
        ? new ValuesAndIndices(values, indices)
        : new ValuesAndIndices(values.squeeze(axis), indices.squeeze(axis));
  }

  /** In order along an axis, and where the elements stood; equal ones keep their order. */
  default ValuesAndIndices sort(int axis, boolean descending) {
    Tensor x = self();
    if (x.rank() == 0) {
      return new ValuesAndIndices(x, Tensor.zeros(x.backend(), DType.I64, x.shape()));
    }
    int a = x.shape().axis("sort", axis);
    return sorted(x, a, descending, 0, x.dim(a));
  }

  /** Positions (I64) that put an axis in order; equal elements keep theirs, NaN is largest. */
  default Tensor argsort(int axis, boolean descending) {
    return self().detach().sort(axis, descending).indices();
  }

  /** The k largest, or smallest, along an axis in order, and where they stood. */
  default ValuesAndIndices topk(int k, int axis, boolean largest) {
    Tensor x = self();
    if (x.rank() == 0) {
      return x.unsqueeze(0).topk(k, axis, largest).mapped(t -> t.squeeze(0));
    }
    int a = x.shape().axis("topk", axis);
    if (k < 0 || k > x.dim(a)) {
      throw new ArgumentException("topk: k = " + k + " of an axis of length " + x.dim(a));
    }
    return sorted(x, a, largest, 0, k);
  }

  /** The k-th smallest, from 1 on, along an axis, and where it stood. */
  default ValuesAndIndices kthValue(int k, int axis, boolean keepDims) {
    Tensor x = self();
    if (x.rank() == 0) {
      return x.unsqueeze(0).kthValue(k, axis, false);
    }
    int a = x.shape().axis("kthValue", axis);
    if (k < 1 || k > x.dim(a)) {
      throw new ArgumentException(
          "kthValue: k = " + k + " is outside 1 … " + x.dim(a) + ", the length of axis " + axis);
    }
    ValuesAndIndices r = sorted(x, a, false, k - 1, 1);
    return keepDims ? r : r.mapped(t -> t.squeeze(a));
  }

  /** The lower of the middle elements along an axis, and where it stood; NaN if there is one. */
  default ValuesAndIndices median(int axis, boolean keepDims) {
    Tensor x = self();
    int n = x.rank() == 0 ? 1 : x.dim(x.shape().axis("median", axis));
    ValuesAndIndices middle = kthValue((n + 1) / 2, axis, true);
    Tensor nan = x.isNan();
    if (x.rank() > 0 && x.dtype().isFloat() && nan.any().item() != 0) {
      int[] axes = {axis};
      Tensor first = nan.to(DType.I64).argmax(axis, true);
      Tensor at = nan.any(axes, true).where(first, middle.indices());
      middle = new ValuesAndIndices(x.gather(axis, at), at);
    }
    return keepDims || x.rank() == 0 ? middle : middle.mapped(t -> t.squeeze(axis));
  }

  /** The lower of the middle elements. */
  default Tensor median() {
    return self().flatten().median(0, false).values();
  }

  /** Position (I64) of the first largest element in row-major order. */
  default Tensor argmax() {
    return self().flatten().argmax(0);
  }

  /** Position (I64) of the first smallest element in row-major order. */
  default Tensor argmin() {
    return self().flatten().argmin(0);
  }

  /** Position (I64) of the first largest element along an axis. */
  default Tensor argmax(int axis) {
    return argmax(axis, false);
  }

  /** Position (I64) of the first smallest element along an axis. */
  default Tensor argmin(int axis) {
    return argmin(axis, false);
  }

  /** Position (I64) of the first largest element along an axis, which may stay with length 1. */
  default Tensor argmax(int axis, boolean keepDims) {
    return argReduce(ArgReduction.ARGMAX, self(), axis, keepDims);
  }

  /** Position (I64) of the first smallest element along an axis, which may stay with length 1. */
  default Tensor argmin(int axis, boolean keepDims) {
    return argReduce(ArgReduction.ARGMIN, self(), axis, keepDims);
  }

  private static Tensor argReduce(ArgReduction kind, Tensor x, int axis, boolean keepDims) {
    if (x.rank() == 0) {
      return argReduce(kind, x.unsqueeze(0), axis, false);
    }
    int a = x.shape().axis(kind.label(), axis);
    return Dispatch.apply(new ArgReduction.Along(kind, a, keepDims), x);
  }

  /** A part of the order along an axis, and where its elements were. */
  private static ValuesAndIndices sorted(
      Tensor x, int axis, boolean descending, int from, int count) {
    Tensor order = Dispatch.apply(new ArgSort(axis, descending), x.detach());
    Tensor part = order.slice(axis, Slice.of(from, from + count));
    return new ValuesAndIndices(x.gather(axis, part), part);
  }
}
