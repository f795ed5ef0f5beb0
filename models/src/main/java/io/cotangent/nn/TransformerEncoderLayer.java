package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * One layer of a transformer's encoder (Vaswani et al. 2017): self-attention, then a network of two
 * linear layers, each with dropout, a residual connection and layer normalization. With causal
 * attention it is a layer of a language model.
 *
 * <p>State, as PyTorch's: {@code self_attn.…}, {@code linear1.…}, {@code linear2.…}, {@code
 * norm1.…}, {@code norm2.…}.
 */
public final class TransformerEncoderLayer extends Layer {
  private static final long serialVersionUID = 1;

  private final boolean normFirst;
  private final MultiheadAttention attention;
  private final Linear linear1;
  private final Layer activation;
  private final Dropout dropout;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Dropout dropout1;
  private final Dropout dropout2;

  /** With PyTorch's defaults. */
  public TransformerEncoderLayer(int width, int heads, Rng rng) {
    this(width, heads, rng, s -> s);
  }

  /** With settings. */
  public TransformerEncoderLayer(
      int width, int heads, Rng rng, UnaryOperator<TransformerSettings> settings) {
    TransformerSettings s = settings.apply(TransformerSettings.DEFAULT);
    normFirst = s.normFirst();
    attention = child("self_attn", new MultiheadAttention(width, heads, rng, s::of));
    linear1 = child("linear1", new Linear(width, s.feedForward(), s.bias(), Init.fanIn(), rng));
    activation = child("activation", Layer.of(s.activation()));
    dropout = child("dropout", new Dropout(s.dropout(), rng));
    linear2 = child("linear2", new Linear(s.feedForward(), width, s.bias(), Init.fanIn(), rng));
    norm1 = child("norm1", s.norm(width));
    norm2 = child("norm2", s.norm(width));
    dropout1 = child("dropout1", new Dropout(s.dropout(), rng));
    dropout2 = child("dropout2", new Dropout(s.dropout(), rng));
  }

  @Override
  protected Tensor forward(Tensor x) {
    return encoded(x, a -> a);
  }

  /**
   * With masks or a cache.
   *
   * @param x [T, N, E], or [N, T, E] if batches come first
   */
  public Tensor apply(Tensor x, UnaryOperator<AttentionOptions> options) {
    return call(x, () -> encoded(x, options));
  }

  private Tensor encoded(Tensor x, UnaryOperator<AttentionOptions> o) {
    if (normFirst) {
      Tensor y = x.plus(attended(norm1.apply(x), o));
      return y.plus(network(norm2.apply(y)));
    }
    Tensor y = norm1.apply(x.plus(attended(x, o)));
    return norm2.apply(y.plus(network(y)));
  }

  private Tensor attended(Tensor x, UnaryOperator<AttentionOptions> o) {
    return dropout1.apply(attention.apply(x, x, x, o));
  }

  private Tensor network(Tensor x) {
    Tensor inner = dropout.apply(activation.apply(linear1.apply(x)));
    return dropout2.apply(linear2.apply(inner));
  }
}
