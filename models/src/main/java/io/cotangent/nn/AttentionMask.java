package io.cotangent.nn;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/** The masks of one call of attention as one. */
final class AttentionMask {
  private AttentionMask() {}

  /**
   * The mask that broadcasts to scores [N, heads, T, S]: of type BOOL where all are, else added.
   *
   * @param q [N, heads, T, d]
   * @param keys S
   * @param past how many of the keys came before the queries
   */
  static @Nullable Tensor combined(AttentionOptions o, Tensor q, int keys, int past) {
    Tensor all = o.mask() == null ? null : ofPairs(o.mask(), q, keys);
    if (o.padding() != null) {
      Tensor p = o.padding();
      if (!p.shape().equals(Shape.of(q.dim(0), keys))) {
        throw new ShapeException(
            "attention: padding " + p.shape() + " must be [N, S], " + Shape.of(q.dim(0), keys));
      }
      all = joined(all, p.reshape(q.dim(0), 1, 1, keys), q);
    }
    if (o.causal() && past > 0) {
      Tensor query = Tensor.arange(q.backend(), DType.I64, q.dim(2)).plus(past).unsqueeze(1);
      all = joined(all, Tensor.arange(q.backend(), DType.I64, keys).gt(query), q);
    }
    return all;
  }

  private static Tensor ofPairs(Tensor mask, Tensor q, int keys) {
    int n = q.dim(0);
    int heads = q.dim(1);
    Shape pairs = Shape.of(q.dim(2), keys);
    Shape shape = mask.shape();
    boolean each = shape.equals(Shape.of(n * heads).concat(pairs));
    if (!each && !shape.equals(pairs) && !shape.equals(Shape.of(n, heads).concat(pairs))) {
      throw new ShapeException(
          "attention: mask "
              + shape
              + " must be [T, S] = "
              + pairs
              + ", [N·heads, T, S] with N·heads = "
              + n * heads
              + ", or [N, heads, T, S]");
    }
    return each ? mask.reshape(Shape.of(n, heads).concat(pairs)) : mask;
  }

  private static Tensor joined(@Nullable Tensor a, Tensor b, Tensor like) {
    if (a == null) {
      return b;
    }
    return a.dtype() == DType.BOOL && b.dtype() == DType.BOOL
        ? a.or(b)
        : added(a, like).plus(added(b, like));
  }

  private static Tensor added(Tensor mask, Tensor like) {
    if (mask.dtype() != DType.BOOL) {
      return mask;
    }
    Tensor never =
        Tensor.full(like.backend(), like.dtype(), Double.NEGATIVE_INFINITY, Shape.SCALAR);
    return mask.where(never, never.zerosLike());
  }

  /** BOOL, true for the last keys of those that a padding mask [N, S] bars. */
  static Tensor barred(Tensor padding, int keys) {
    if (padding.rank() != 2 || padding.dim(1) < keys) {
      throw new ShapeException(
          "attention: padding "
              + padding.shape()
              + " must be [N, S] with S keys, of which "
              + keys
              + " are new");
    }
    Tensor last = padding.slice(1, Slice.of(padding.dim(1) - keys, padding.dim(1)));
    return last.dtype() == DType.BOOL ? last : last.eq(Double.NEGATIVE_INFINITY);
  }
}
