package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * O = P·V with P = softmax(S), S = Q·Kᵀ/√d + mask (Vaswani et al. 2017); a row of P is 0 where the
 * whole row of S is −∞. Inputs: Q [B…, T, d], K [B…, S, d], V [B…, S, V] and, if given, the mask
 * that broadcasts to [B…, T, S]: of type BOOL, true where attention is barred, or of floating
 * point, added.
 *
 * <p>With G the cotangent of O and D = P·(G·Vᵀ − the sums of G·O over the rows) that of S: those of
 * Q, K, V and the mask are D·K/√d, Dᵀ·Q/√d, Pᵀ·G and D. P is computed again from Q and K, so that
 * no matrix [T, S] waits for backward (Dao et al. 2022).
 *
 * @param causal whether a query sees only keys up to its own index
 */
public record ScaledDotProduct(boolean causal) implements Composite.WithVjp {
  @Override
  public String label() {
    return "attention";
  }

  @Override
  public int inputs() {
    return 3;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    return weights(in[0], in[1], in.length > 3 ? in[3] : null).matmul(in[2]);
  }

  /** P [B…, T, S]. */
  Tensor weights(Tensor q, Tensor k, @Nullable Tensor mask) {
    Tensor scores = q.times(scale(q)).matmul(k.transpose(-1, -2));
    if (mask != null) {
      scores = mask.dtype() == DType.BOOL ? without(scores, mask) : scores.plus(mask);
    }
    if (causal) {
      scores = without(scores, later(q.backend(), q.dim(-2), k.dim(-2)));
    }
    if (mask == null || scores.size() == 0) {
      return scores.softmax(-1);
    }
    Tensor none = scores.detach().max(new int[] {-1}, true).eq(Double.NEGATIVE_INFINITY);
    return Masks.without(none, Masks.without(none, scores).softmax(-1));
  }

  private static double scale(Tensor q) {
    return 1 / Math.sqrt(q.dim(-1));
  }

  private static Tensor without(Tensor scores, Tensor barred) {
    Tensor never =
        Tensor.full(scores.backend(), scores.dtype(), Double.NEGATIVE_INFINITY, Shape.SCALAR);
    return barred.where(never, scores);
  }

  /** [queries, keys], true where the key comes after the query. */
  static Tensor later(Backend backend, int queries, int keys) {
    Tensor query = Tensor.arange(backend, DType.I64, queries).unsqueeze(1);
    return Tensor.arange(backend, DType.I64, keys).gt(query);
  }

  @Override
  public Shape shape(Tensor... in) {
    Shape batch = Shape.SCALAR;
    for (Tensor t : in) {
      batch = Shape.broadcast(label(), batch, leading(t));
    }
    return batch.concat(Shape.of(in[0].dim(-2), in[2].dim(-1)));
  }

  private static Shape leading(Tensor t) {
    return t.shape().range(0, Math.max(t.rank() - 2, 0));
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    boolean toMask = in.length > 3 && needs[3];
    return g -> {
      @Nullable Tensor[] r = new @Nullable Tensor[in.length];
      Tensor[] given = new Tensor[in.length + 2];
      System.arraycopy(in, 0, given, 2, in.length);
      given[0] = g;
      given[1] = out;
      Tensor packed = new Grad(causal).of(given);
      Tensor[] parts = Packed.parts(packed, in[0].shape(), in[1].shape(), in[2].shape());
      System.arraycopy(parts, 0, r, 0, 3);
      if (toMask) {
        r[3] = scoresGrad(weights(in[0], in[1], in[3]), given);
      }
      return r;
    };
  }

  /** D from P and the inputs of {@link Grad}. */
  private static Tensor scoresGrad(Tensor p, Tensor... in) {
    Tensor along = in[0].times(in[1]).sum(new int[] {-1}, true);
    return p.times(in[0].matmul(in[4].transpose(-1, -2)).minus(along));
  }

  /**
   * The cotangents of Q, K and V, one behind the other in a vector. Inputs: G, O, Q, K, V and, if
   * given, the mask.
   */
  public record Grad(boolean causal) implements Composite {
    @Override
    public String label() {
      return "attentionGrad";
    }

    @Override
    public int inputs() {
      return 5;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor q = in[2];
      Tensor k = in[3];
      Tensor v = in[4];
      Tensor p = new ScaledDotProduct(causal).weights(q, k, in.length > 5 ? in[5] : null);
      Tensor d = scoresGrad(p, in).times(scale(q));
      Tensor toQ = d.matmul(k).sumTo(q.shape());
      Tensor toK = d.transpose(-1, -2).matmul(q).sumTo(k.shape());
      Tensor toV = p.transpose(-1, -2).matmul(in[0]).sumTo(v.shape());
      return Packed.of(toQ, toK, toV);
    }

    @Override
    public Shape shape(Tensor... in) {
      return Packed.shape(in[2].shape(), in[3].shape(), in[4].shape());
    }
  }
}
