package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * A transformer of encoder and decoder (Vaswani et al. 2017), with a normalization behind each.
 * State, as PyTorch's: {@code encoder.layers.0.…}, {@code encoder.norm.…}, {@code
 * decoder.layers.0.…}, {@code decoder.norm.…}; matrices are Xavier uniform at first.
 */
public final class Transformer extends Module {
  private static final long serialVersionUID = 1;

  private final TransformerEncoder encoder;
  private final TransformerDecoder decoder;

  /** With six layers each and PyTorch's defaults. */
  public Transformer(int width, int heads, Rng rng) {
    this(width, heads, 6, 6, rng, s -> s);
  }

  /** With so many layers and settings. */
  public Transformer(
      int width,
      int heads,
      int encoderLayers,
      int decoderLayers,
      Rng rng,
      UnaryOperator<TransformerSettings> settings) {
    TransformerSettings s = settings.apply(TransformerSettings.DEFAULT);
    encoder =
        child(
            "encoder",
            new TransformerEncoder(
                encoderLayers,
                s.norm(width),
                () -> new TransformerEncoderLayer(width, heads, rng, any -> s)));
    decoder =
        child(
            "decoder",
            new TransformerDecoder(
                decoderLayers,
                s.norm(width),
                () -> new TransformerDecoderLayer(width, heads, rng, any -> s)));
    for (Parameter p : parameters()) {
      if (p.leaf().rank() > 1) {
        p.set(Init.xavierUniform().make(rng, p.leaf().shape().dims()));
      }
    }
  }

  /** The encoder. */
  public TransformerEncoder encoder() {
    return encoder;
  }

  /** The decoder. */
  public TransformerDecoder decoder() {
    return decoder;
  }

  /**
   * With masks.
   *
   * @param source [S, N, E], or [N, S, E] if batches come first
   * @param target [T, N, E], or [N, T, E] if batches come first
   * @param ofSource what the source sees of itself
   * @param ofTarget what the target sees of itself, as {@code a -> a.causal(true)}
   * @param ofMemory what the target sees of the encoded source
   */
  public Tensor apply(
      Tensor source,
      Tensor target,
      UnaryOperator<AttentionOptions> ofSource,
      UnaryOperator<AttentionOptions> ofTarget,
      UnaryOperator<AttentionOptions> ofMemory) {
    return call(
        target, () -> decoder.apply(target, encoder.apply(source, ofSource), ofTarget, ofMemory));
  }
}
