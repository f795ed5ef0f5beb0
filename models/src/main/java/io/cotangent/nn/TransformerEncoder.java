package io.cotangent.nn;

import io.cotangent.Tensor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Encoder layers one after another, {@code layers.0.…}, {@code layers.1.…}, and a normalization
 * {@code norm.…} behind them if one is given.
 *
 * <pre>{@code
 * var encoder = new TransformerEncoder(6, () -> new TransformerEncoderLayer(512, 8, rng));
 * Tensor y = encoder.apply(x, a -> a.causal(true));
 * }</pre>
 */
public final class TransformerEncoder extends Layer {
  private static final long serialVersionUID = 1;

  private final ModuleList<TransformerEncoderLayer> layers;
  private final @Nullable Layer norm;

  /** So many layers, each with initial weights of its own. */
  public TransformerEncoder(int layers, Supplier<TransformerEncoderLayer> layer) {
    this(layers, null, layer);
  }

  /** With a normalization behind the last layer, null for none. */
  public TransformerEncoder(
      int layers, @Nullable Layer norm, Supplier<TransformerEncoderLayer> layer) {
    this.layers = child("layers", ModuleList.of(layers, layer));
    this.norm = norm == null ? null : child("norm", norm);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return encoded(x, a -> a);
  }

  /**
   * With masks or a cache, the same in every layer.
   *
   * @param x [T, N, E], or [N, T, E] if batches come first
   */
  public Tensor apply(Tensor x, UnaryOperator<AttentionOptions> options) {
    return call(x, () -> encoded(x, options));
  }

  private Tensor encoded(Tensor x, UnaryOperator<AttentionOptions> options) {
    Tensor y = x;
    for (TransformerEncoderLayer layer : layers) {
      y = layer.apply(y, options);
    }
    return norm == null ? y : norm.apply(y);
  }
}
