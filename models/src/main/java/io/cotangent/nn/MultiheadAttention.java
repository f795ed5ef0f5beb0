package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Attention;
import io.cotangent.random.Rng;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Attention with several heads (Vaswani et al. 2017): queries, keys and values are projected, each
 * head attends in its own part of the width, and the joined heads are projected again.
 *
 * <p>Weights, as PyTorch's: {@code in_proj_weight} [3E, E] (q, k, v one below the other), or {@code
 * q_proj_weight}, {@code k_proj_weight}, {@code v_proj_weight} where their shapes differ, Xavier
 * uniform at first; {@code in_proj_bias} of zeros; {@code out_proj.weight} [E, E] and {@code
 * out_proj.bias} [E].
 *
 * <pre>{@code
 * MultiheadAttention attention = new MultiheadAttention(512, 8, rng, a -> a.batchFirst(true));
 * Tensor y = attention.apply(query, memory, memory, a -> a.padding(padding));
 * }</pre>
 */
public final class MultiheadAttention extends Module {
  private static final long serialVersionUID = 1;

  /**
   * What attention gives.
   *
   * @param output as the query, [T, N, E] or [N, T, E]
   * @param weights [N, T, S], the mean over the heads, before dropout
   * @param headWeights [N, heads, T, S], before dropout
   */
  public record Result(Tensor output, Tensor weights, Tensor headWeights) implements Output {}

  private final int width;
  private final int heads;
  private final int keyValueHeads;
  private final AttentionSettings settings;
  private final Parameter[] weights;
  private final @Nullable Parameter bias;
  private final Linear out;
  private final @Nullable Rng rng;
  private final @Nullable RotaryEmbedding rotary;

  /** With PyTorch's defaults; the heads divide the width. */
  public MultiheadAttention(int width, int heads, Rng rng) {
    this(width, heads, rng, s -> s);
  }

  /** With settings. */
  public MultiheadAttention(
      int width, int heads, Rng rng, UnaryOperator<AttentionSettings> settings) {
    AttentionSettings s = settings.apply(AttentionSettings.DEFAULT);
    int groups = s.keyValueHeads() == 0 ? heads : s.keyValueHeads();
    if (heads < 1 || width < 1 || width % heads != 0 || heads % groups != 0) {
      throw new ArgumentException(
          "MultiheadAttention: width "
              + width
              + " does not split into "
              + heads
              + " heads"
              + (groups == heads ? "" : ", or these not over " + groups + " of keys and values"));
    }
    this.width = width;
    this.heads = heads;
    this.keyValueHeads = groups;
    this.settings = s;
    int keyWidth = s.keyWidth() == 0 ? width : s.keyWidth();
    int valueWidth = s.valueWidth() == 0 ? width : s.valueWidth();
    int projected = width / heads * groups;
    Init xavier = Init.xavierUniform();
    if (keyWidth == width && valueWidth == width && groups == heads) {
      weights = new Parameter[] {parameter("in_proj_weight", xavier.make(rng, 3 * width, width))};
    } else {
      weights =
          new Parameter[] {
            parameter("q_proj_weight", xavier.make(rng, width, width)),
            parameter("k_proj_weight", xavier.make(rng, projected, keyWidth)),
            parameter("v_proj_weight", xavier.make(rng, projected, valueWidth))
          };
    }
    bias = s.bias() ? parameter("in_proj_bias", Tensor.zeros(width + 2 * projected)) : null;
    Tensor last = Init.fanIn().make(rng, width, width);
    out = child("out_proj", new Linear(last, s.bias() ? Tensor.zeros(width) : null));
    this.rng = s.dropout() > 0 ? random("rng", rng) : null;
    rotary = s.rotary() ? child("rotary", new RotaryEmbedding(width / heads)) : null;
  }

  /** Every query attends to every key. */
  public Tensor apply(Tensor query, Tensor key, Tensor value) {
    return apply(query, key, value, a -> a);
  }

  /**
   * With masks or a cache.
   *
   * @param query [T, N, E] or [T, E]; [N, T, E] if batches come first
   * @param key [S, N, ·], as the query
   * @param value [S, N, ·], as the query
   * @return as the query
   */
  public Tensor apply(
      Tensor query, Tensor key, Tensor value, UnaryOperator<AttentionOptions> options) {
    AttentionOptions o = options.apply(AttentionOptions.NONE.causal(settings.causal()));
    return call(query, () -> attend(query, key, value, o, false).output());
  }

  /** As {@link #apply(Tensor, Tensor, Tensor, UnaryOperator)}, with the weights of attention. */
  public Result withWeights(
      Tensor query, Tensor key, Tensor value, UnaryOperator<AttentionOptions> options) {
    AttentionOptions o = options.apply(AttentionOptions.NONE.causal(settings.causal()));
    return call(
        query,
        () -> {
          Attended a = attend(query, key, value, o, true);
          Tensor w = Objects.requireNonNull(a.weights);
          return new Result(a.output, w.mean(-3), w);
        });
  }

  /** weights [N, heads, T, S], null where they were not needed. */
  private record Attended(Tensor output, @Nullable Tensor weights) {
    Attended squeezed(int axis) {
      return new Attended(output.squeeze(axis), weights == null ? null : weights.squeeze(0));
    }
  }

  private Attended attend(
      Tensor query, Tensor key, Tensor value, AttentionOptions o, boolean wanted) {
    check(query, key, value);
    if (query.rank() == 2) {
      int n = settings.batchFirst() ? 0 : 1;
      Tensor q = query.unsqueeze(n);
      Tensor k = key == query ? q : key.unsqueeze(n);
      Tensor v = value == key ? k : value.unsqueeze(n);
      return attend(q, k, v, o, wanted).squeezed(n);
    }
    Tensor[] parts = projected(query, key, value, o.padding());
    KeyValueCache cache = o.cache();
    int past = cache == null ? 0 : cache.length(this);
    Tensor q = turned(Attention.splitHeads(parts[0], heads), past);
    Tensor k = turned(Attention.splitHeads(parts[1], keyValueHeads), past);
    Tensor v = Attention.splitHeads(parts[2], keyValueHeads);
    if (cache != null) {
      KeyValueCache.Entry all = cache.append(this, k, v);
      k = all.keys();
      v = all.values();
    }
    if (keyValueHeads < heads) {
      k = k.repeatInterleave(heads / keyValueHeads, 1);
      v = v.repeatInterleave(heads / keyValueHeads, 1);
    }
    Tensor mask = AttentionMask.combined(o, q, k.dim(2), past);
    boolean causal = o.causal() && past == 0;
    boolean drops = rng != null && isTraining();
    Tensor weights = wanted || drops ? Attention.weights(q, k, mask, causal) : null;
    Tensor y;
    if (weights == null) {
      y = Attention.scaledDotProduct(q, k, v, mask, causal);
    } else if (rng != null && drops) {
      y = weights.times(rng.dropoutMask(settings.dropout(), weights)).matmul(v);
    } else {
      y = weights.matmul(v);
    }
    y = out.apply(Attention.joinHeads(y));
    return new Attended(settings.batchFirst() ? y : y.transpose(0, 1), weights);
  }

  private Tensor turned(Tensor x, int past) {
    return rotary == null ? x : rotary.apply(x, past);
  }

  /** Queries, keys and values [N, ·, ·] after their projections. */
  private Tensor[] projected(Tensor query, Tensor key, Tensor value, @Nullable Tensor padding) {
    Tensor q = settings.batchFirst() ? query : query.transpose(0, 1);
    if (weights.length == 1 && padding == null && query == key && key == value) {
      Tensor all = q.linear(weights[0].value(), bias == null ? null : bias.value());
      return all.chunk(3, -1);
    }
    Tensor k = settings.batchFirst() ? key : key.transpose(0, 1);
    Tensor v = settings.batchFirst() ? value : value.transpose(0, 1);
    if (padding != null) {
      Tensor barred = AttentionMask.barred(padding, k.dim(1)).unsqueeze(-1);
      k = barred.where(k.zerosLike(), k);
      v = barred.where(v.zerosLike(), v);
    }
    Tensor[] in = {q, k, v};
    Tensor[] out = new Tensor[3];
    int from = 0;
    Tensor all = weights[0].value();
    for (int i = 0; i < 3; i++) {
      int rows = weights.length == 1 ? width : weights[i].leaf().dim(0);
      Slice part = Slice.of(from, from + rows);
      Tensor w = weights.length == 1 ? all.slice(part) : weights[i].value();
      out[i] = in[i].linear(w, bias == null ? null : bias.value().slice(part));
      from += rows;
    }
    return out;
  }

  private void check(Tensor query, Tensor key, Tensor value) {
    requireType(query, weights[0]);
    int time = settings.batchFirst() ? -2 : 0;
    int batch = settings.batchFirst() ? 0 : -2;
    int rank = query.rank();
    boolean fits = (rank == 2 || rank == 3) && key.rank() == rank && value.rank() == rank;
    if (!fits
        || query.dim(-1) != width
        || key.dim(time) != value.dim(time)
        || (rank == 3 && query.dim(batch) != key.dim(batch))) {
      throw new ShapeException(
          describe()
              + ": query, key and value must be "
              + (settings.batchFirst() ? "[N, T, " : "[T, N, ")
              + width
              + "] and two of one length, got "
              + query.shape()
              + ", "
              + key.shape()
              + ", "
              + value.shape());
    }
  }

  @Override
  protected DType inputType() {
    return weights[0].leaf().dtype();
  }

  @Override
  protected String describe() {
    return "MultiheadAttention "
        + width
        + ", "
        + heads
        + " heads"
        + (keyValueHeads == heads ? "" : " over " + keyValueHeads);
  }
}
