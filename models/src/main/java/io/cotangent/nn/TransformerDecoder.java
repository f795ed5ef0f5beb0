package io.cotangent.nn;

import io.cotangent.Tensor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decoder layers one after another, {@code layers.0.…}, {@code layers.1.…}, and a normalization
 * {@code norm.…} behind them if one is given.
 */
public final class TransformerDecoder extends Module {
  private static final long serialVersionUID = 1;

  private final ModuleList<TransformerDecoderLayer> layers;
  private final @Nullable Layer norm;

  /** So many layers, each with initial weights of its own. */
  public TransformerDecoder(int layers, Supplier<TransformerDecoderLayer> layer) {
    this(layers, null, layer);
  }

  /** With a normalization behind the last layer, null for none. */
  public TransformerDecoder(
      int layers, @Nullable Layer norm, Supplier<TransformerDecoderLayer> layer) {
    this.layers = child("layers", ModuleList.of(layers, layer));
    this.norm = norm == null ? null : child("norm", norm);
  }

  /** Every position sees every other, and all of the memory. */
  public Tensor apply(Tensor x, Tensor memory) {
    return apply(x, memory, a -> a, a -> a);
  }

  /**
   * With masks, the same in every layer.
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
    return call(
        x,
        () -> {
          Tensor y = x;
          for (TransformerDecoderLayer layer : layers) {
            y = layer.apply(y, memory, self, ofMemory);
          }
          return norm == null ? y : norm.apply(y);
        });
  }
}
