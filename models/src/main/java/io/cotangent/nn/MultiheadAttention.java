package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Attention;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/**
 * Attention with several heads (Vaswani et al. 2017): queries, keys and values are projected, each
 * head attends in its own part of the width, and the joined heads are projected again. As a layer
 * it is self-attention on [N, T, E].
 *
 * <p>Weights: {@code in_proj_weight} [3E, E] (q, k, v one below the other), or {@code
 * q_proj_weight}, {@code k_proj_weight}, {@code v_proj_weight} where their widths differ; {@code
 * in_proj_bias} [3E]; {@code out_proj.weight} [E, E] and {@code out_proj.bias} [E].
 */
public final class MultiheadAttention extends Layer {
  private static final long serialVersionUID = 1;

  private final int heads;

  /** Of a width, which the heads divide. */
  public MultiheadAttention(int width, int heads, boolean bias, Rng rng) {
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new ArgumentException(
          "MultiheadAttention: width " + width + " does not split into " + heads + " heads");
    }
    this.heads = heads;
    parameter("in_proj_weight", Init.xavierUniform().make(rng, 3 * width, width));
    Tensor out = Init.fanIn().make(rng, width, width);
    if (bias) {
      parameter("in_proj_bias", Tensor.zeros(3 * width));
    }
    child("out_proj", new Linear(out, bias ? Tensor.zeros(width) : null));
  }

  @Override
  protected Tensor forward(Tensor x) {
    return attend(x, null);
  }

  /** With a mask that is added to the scores, or of type BOOL, true where attention is barred. */
  public Tensor apply(Tensor x, @Nullable Tensor mask) {
    return call(x, () -> attend(x, mask));
  }

  private Tensor attend(Tensor x, @Nullable Tensor mask) {
    requireType(x, parameters().get("in_proj_weight"));
    return attend(Weights.of(leaves()), heads, x, x, x, mask, null).output();
  }

  @Override
  protected String describe() {
    return "Attention, " + heads + " heads";
  }

  /**
   * The functional form.
   *
   * @param query [N, T, E]
   * @param key [N, S, ·]
   * @param value [N, S, ·]
   * @param mask [T, S], or [N·heads, T, S]: BOOL, true where attention is barred, or floating
   *     point, added to the scores; null for none
   * @param padding [N, S], in the same way for keys; null for none
   * @return output [N, T, E], weights [N, heads, T, S]
   */
  public static Attention.Result attend(
      Weights w,
      int heads,
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Tensor mask,
      @Nullable Tensor padding) {
    int width = query.dim(-1);
    Tensor all = w.find("in_proj_weight");
    Tensor bias = w.find("in_proj_bias");
    Tensor[] projected = {query, key, value};
    String[] names = {"q_proj_weight", "k_proj_weight", "v_proj_weight"};
    for (int i = 0; i < 3; i++) {
      Slice part = Slice.of(i * width, (i + 1) * width);
      Tensor weight = all == null ? w.get(names[i]) : all.slice(part);
      projected[i] =
          Attention.splitHeads(
              projected[i].linear(weight, bias == null ? null : bias.slice(part)), heads);
    }
    Tensor scoresMask = combined(mask, padding, query, key, heads);
    Attention.Result r =
        Attention.scaledDotProduct(projected[0], projected[1], projected[2], scoresMask);
    Tensor out =
        Attention.joinHeads(r.output()).linear(w.get("out_proj.weight"), w.find("out_proj.bias"));
    return new Attention.Result(out, r.weights());
  }

  /** Both masks as one that is added to scores [N, heads, T, S]. */
  private static @Nullable Tensor combined(
      @Nullable Tensor mask, @Nullable Tensor padding, Tensor query, Tensor key, int heads) {
    Tensor m = mask == null ? null : additive(mask, query);
    if (m != null && m.rank() == 3) {
      if (m.dim(0) != query.dim(0) * heads) {
        throw new ShapeException(
            "attention: mask "
                + m.shape()
                + " must be [T, S] or [N·heads, T, S] with N·heads = "
                + query.dim(0) * heads);
      }
      m = m.reshape(query.dim(0), heads, m.dim(1), m.dim(2));
    }
    if (padding == null) {
      return m;
    }
    Tensor p = additive(padding, query).reshape(key.dim(0), 1, 1, key.dim(1));
    return m == null ? p : m.plus(p);
  }

  private static Tensor additive(Tensor mask, Tensor like) {
    if (mask.dtype() != DType.BOOL) {
      return mask;
    }
    Tensor zero = Tensor.zeros(like.backend(), like.dtype(), Shape.SCALAR);
    Tensor never =
        Tensor.full(like.backend(), like.dtype(), Double.NEGATIVE_INFINITY, Shape.SCALAR);
    return mask.where(never, zero);
  }
}
