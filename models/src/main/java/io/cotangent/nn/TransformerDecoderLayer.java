package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * One layer of a transformer's decoder (Vaswani et al. 2017): self-attention, attention to a
 * memory, then a network of two linear layers, each with dropout, a residual connection and layer
 * normalization.
 *
 * <p>State, as PyTorch's: {@code self_attn.…}, {@code multihead_attn.…}, {@code linear1.…}, {@code
 * linear2.…}, {@code norm1.…} to {@code norm3.…}.
 */
public final class TransformerDecoderLayer extends Module {
  private static final long serialVersionUID = 1;

  private final boolean normFirst;
  private final MultiheadAttention attention;
  private final MultiheadAttention cross;
  private final Linear linear1;
  private final Layer activation;
  private final Dropout dropout;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final LayerNorm norm3;
  private final Dropout dropout1;
  private final Dropout dropout2;
  private final Dropout dropout3;

  /** With PyTorch's defaults. */
  public TransformerDecoderLayer(int width, int heads, Rng rng) {
    this(width, heads, rng, s -> s);
  }

  /** With settings. */
  public TransformerDecoderLayer(
      int width, int heads, Rng rng, UnaryOperator<TransformerSettings> settings) {
    TransformerSettings s = settings.apply(TransformerSettings.DEFAULT);
    normFirst = s.normFirst();
    attention = child("self_attn", new MultiheadAttention(width, heads, rng, s::of));
    cross =
        child(
            "multihead_attn",
            new MultiheadAttention(width, heads, rng, a -> s.of(a).rotary(false).causal(false)));
    linear1 = child("linear1", new Linear(width, s.feedForward(), s.bias(), Init.fanIn(), rng));
    activation = child("activation", Layer.of(s.activation()));
    dropout = child("dropout", new Dropout(s.dropout(), rng));
    linear2 = child("linear2", new Linear(s.feedForward(), width, s.bias(), Init.fanIn(), rng));
    norm1 = child("norm1", s.norm(width));
    norm2 = child("norm2", s.norm(width));
    norm3 = child("norm3", s.norm(width));
    dropout1 = child("dropout1", new Dropout(s.dropout(), rng));
    dropout2 = child("dropout2", new Dropout(s.dropout(), rng));
    dropout3 = child("dropout3", new Dropout(s.dropout(), rng));
  }

  /** Every position sees every other, and all of the memory. */
  public Tensor apply(Tensor x, Tensor memory) {
    return apply(x, memory, a -> a, a -> a);
  }

  /**
   * With masks.
   *
   * @param x [T, N, E], or [N, T, E] if batches come first
   * @param memory [S, N, E], or [N, S, E] if batches come first
   * @param self what x sees of itself
   * @param ofMemory what x sees of the memory
   */
  public Tensor apply(
      Tensor x,
      Tensor memory,
      UnaryOperator<AttentionOptions> self,
      UnaryOperator<AttentionOptions> ofMemory) {
    return call(x, () -> decoded(x, memory, self, ofMemory));
  }

  private Tensor decoded(
      Tensor x,
      Tensor memory,
      UnaryOperator<AttentionOptions> self,
      UnaryOperator<AttentionOptions> ofMemory) {
    if (normFirst) {
      Tensor t = norm1.apply(x);
      Tensor y = x.plus(dropout1.apply(attention.apply(t, t, t, self)));
      t = norm2.apply(y);
      y = y.plus(dropout2.apply(cross.apply(t, memory, memory, ofMemory)));
      return y.plus(network(norm3.apply(y)));
    }
    Tensor y = norm1.apply(x.plus(dropout1.apply(attention.apply(x, x, x, self))));
    y = norm2.apply(y.plus(dropout2.apply(cross.apply(y, memory, memory, ofMemory))));
    return norm3.apply(y.plus(network(y)));
  }

  private Tensor network(Tensor x) {
    Tensor inner = dropout.apply(activation.apply(linear1.apply(x)));
    return dropout3.apply(linear2.apply(inner));
  }
}
