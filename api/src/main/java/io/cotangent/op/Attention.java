package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Attention (Vaswani et al. 2017).
 *
 * <p>A mask of type BOOL is true where attention is barred, here and in every layer, as {@code
 * maskedFill} reads it; a mask of floating point is added to the scores. (PyTorch's {@code
 * scaled_dot_product_attention} reads BOOL the other way round; its layers read it as here.)
 */
public final class Attention {
  private Attention() {}

  /**
   * What attention gives.
   *
   * @param output [B…, T, V]
   * @param weights [B…, T, S]
   */
  public record Result(Tensor output, Tensor weights) {}

  /**
   * softmax(Q·Kᵀ/√d + mask)·V.
   *
   * @param q [B…, T, d]
   * @param k [B…, S, d]
   * @param v [B…, S, V]
   * @param mask that broadcasts to [B…, T, S]: of type BOOL, true where attention is barred, or of
   *     floating point, added to the scores; null for none
   */
  public static Result scaledDotProduct(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
    if (q.rank() < 2
        || k.rank() < 2
        || v.rank() < 2
        || q.dim(-1) != k.dim(-1)
        || k.dim(-2) != v.dim(-2)) {
      throw new ShapeException(
          "attention: q "
              + q.shape()
              + ", k "
              + k.shape()
              + ", v "
              + v.shape()
              + " must be [B…, T, d], [B…, S, d], [B…, S, V]");
    }
    Tensor scores = q.times(1 / Math.sqrt(q.dim(-1))).matmul(k.transpose(-1, -2));
    if (mask != null) {
      scores = mask.dtype() == DType.BOOL ? masked(scores, mask) : scores.plus(mask);
    }
    Tensor weights = scores.softmax(-1);
    return new Result(weights.matmul(v), weights);
  }

  private static Tensor masked(Tensor scores, Tensor barred) {
    Tensor never =
        Tensor.full(scores.backend(), scores.dtype(), Double.NEGATIVE_INFINITY, Shape.SCALAR);
    return barred.where(never, scores);
  }

  /**
   * The mask [n, n] that lets every place see itself and what is before it, on the current backend:
   * true above the diagonal.
   */
  public static Tensor causalMask(int n) {
    return causalMask(Backends.current(), n);
  }

  /** {@link #causalMask(int)} on the backend of what it will mask. */
  public static Tensor causalMask(Backend backend, int n) {
    if (n < 0) {
      throw new ArgumentException("causalMask: " + n + " places; pass 0 or more");
    }
    Tensor places = Tensor.arange(backend, DType.I64, n);
    return places.gt(places.unsqueeze(1));
  }

  /** [B, T, heads·d] as [B, heads, T, d]. */
  public static Tensor splitHeads(Tensor x, int heads) {
    if (x.rank() != 3 || heads < 1 || x.dim(2) % heads != 0) {
      throw new ShapeException(
          "attention: " + x.shape() + " does not split into " + heads + " heads, [B, T, heads·d]");
    }
    return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).transpose(1, 2);
  }

  /** [B, heads, T, d] as [B, T, heads·d]. */
  public static Tensor joinHeads(Tensor x) {
    return x.transpose(1, 2).reshape(x.dim(0), x.dim(2), x.dim(1) * x.dim(3));
  }
}
