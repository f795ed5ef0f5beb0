package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.DTypeException;
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
   * softmax(Q·Kᵀ/√d + mask)·V, 0 where a query may see nothing; a backend may do it without the
   * matrix of weights.
   *
   * @param q [B…, T, d]
   * @param k [B…, S, d]
   * @param v [B…, S, V]
   * @param mask that broadcasts to [B…, T, S]: of type BOOL, true where attention is barred, or of
   *     floating point, added to the scores; null for none
   * @param causal whether a query sees only keys up to its own index, besides what the mask bars
   * @return [B…, T, V]
   */
  public static Tensor scaledDotProduct(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, boolean causal) {
    check(q, k, v, mask);
    ScaledDotProduct op = new ScaledDotProduct(causal);
    return mask == null ? op.of(q, k, v) : op.of(q, k, v, mask);
  }

  /** softmax(Q·Kᵀ/√d + mask), [B…, T, S]; a row where a query may see nothing is 0. */
  public static Tensor weights(Tensor q, Tensor k, @Nullable Tensor mask, boolean causal) {
    check(q, k, k, mask);
    return new ScaledDotProduct(causal).weights(q, k, mask);
  }

  private static void check(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
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
    if (mask != null && mask.dtype() != DType.BOOL && !mask.dtype().isFloat()) {
      throw new DTypeException(
          "attention: a mask is of type BOOL, true where attention is barred, or of floating point,"
              + " added to the scores; got "
              + mask.dtype());
    }
  }

  /**
   * The mask [n, n] that lets every query see its own key and those before it, on the current
   * backend: true above the diagonal.
   */
  public static Tensor causalMask(int n) {
    return causalMask(Backends.current(), n);
  }

  /** {@link #causalMask(int)} on the backend of what it will mask. */
  public static Tensor causalMask(Backend backend, int n) {
    if (n < 0) {
      throw new ArgumentException("causalMask: " + n + " queries; pass 0 or more");
    }
    return ScaledDotProduct.later(backend, n, n);
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
