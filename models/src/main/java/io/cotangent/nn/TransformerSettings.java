package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import java.util.function.UnaryOperator;

/**
 * Settings of transformer layers, immutable; PyTorch's defaults: a network of width 2048 with relu,
 * dropout 0.1, normalization after the sums, sequences [T, N, E].
 *
 * <pre>{@code
 * new TransformerEncoderLayer(256, 4, rng, t -> t.feedForward(1024).normFirst(true).batchFirst(true));
 * }</pre>
 *
 * @param feedForward width between the two linear layers
 * @param dropout probability of an element to be 0 in training
 * @param activation between the two linear layers, a function or a layer
 * @param eps ε of layer normalization
 * @param batchFirst whether sequences are [N, T, E] instead of [T, N, E]
 * @param normFirst whether normalization comes before attention and network, or else after the sums
 * @param bias whether attention, linear layers and normalization have biases
 * @param attention further settings of attention, as grouped queries, rotary positions, or causal
 */
public record TransformerSettings(
    int feedForward,
    double dropout,
    UnaryOperator<Tensor> activation,
    double eps,
    boolean batchFirst,
    boolean normFirst,
    boolean bias,
    UnaryOperator<AttentionSettings> attention) {
  /** PyTorch's defaults. */
  public static final TransformerSettings DEFAULT =
      new TransformerSettings(2048, 0.1, Tensor::relu, 1e-5, false, false, true, a -> a);

  /** Checks the settings. */
  public TransformerSettings {
    if (feedForward < 1 || !(dropout >= 0 && dropout < 1)) {
      throw new ArgumentException(
          "transformer: feedForward "
              + feedForward
              + " must be positive and dropout "
              + dropout
              + " in [0, 1)");
    }
  }

  /** With another width between the linear layers. */
  public TransformerSettings feedForward(int width) {
    return new TransformerSettings(
        width, dropout, activation, eps, batchFirst, normFirst, bias, attention);
  }

  /** With dropout of attention and after each part. */
  public TransformerSettings dropout(double p) {
    return new TransformerSettings(
        feedForward, p, activation, eps, batchFirst, normFirst, bias, attention);
  }

  /** With another function between the linear layers. */
  public TransformerSettings activation(UnaryOperator<Tensor> function) {
    return new TransformerSettings(
        feedForward, dropout, function, eps, batchFirst, normFirst, bias, attention);
  }

  /** With another ε of layer normalization. */
  public TransformerSettings eps(double epsilon) {
    return new TransformerSettings(
        feedForward, dropout, activation, epsilon, batchFirst, normFirst, bias, attention);
  }

  /** With sequences [N, T, E], or [T, N, E]. */
  public TransformerSettings batchFirst(boolean on) {
    return new TransformerSettings(
        feedForward, dropout, activation, eps, on, normFirst, bias, attention);
  }

  /** With normalization before attention and network, or after the sums. */
  public TransformerSettings normFirst(boolean on) {
    return new TransformerSettings(
        feedForward, dropout, activation, eps, batchFirst, on, bias, attention);
  }

  /** With biases or without. */
  public TransformerSettings bias(boolean on) {
    return new TransformerSettings(
        feedForward, dropout, activation, eps, batchFirst, normFirst, on, attention);
  }

  /** With further settings of attention. */
  public TransformerSettings attention(UnaryOperator<AttentionSettings> further) {
    return new TransformerSettings(
        feedForward, dropout, activation, eps, batchFirst, normFirst, bias, further);
  }

  /** Attention as these settings have it. */
  AttentionSettings of(AttentionSettings usual) {
    return attention.apply(usual.bias(bias).dropout(dropout).batchFirst(batchFirst));
  }

  /** Layer normalization as these settings have it. */
  LayerNorm norm(int width) {
    return new LayerNorm(width, n -> n.eps(eps).bias(bias));
  }
}
