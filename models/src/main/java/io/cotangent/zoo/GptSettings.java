package io.cotangent.zoo;

import io.cotangent.ArgumentException;

/**
 * Settings of a {@link Gpt}, immutable; the defaults are those that nanoGPT advises for a CPU.
 *
 * @param layers how many blocks there are
 * @param heads of attention
 * @param width of a token's vector, a multiple of the heads
 * @param block the longest sequence
 * @param dropout probability of an element to be 0 in training
 * @param bias whether linear layers and norms have biases, as GPT-2's do
 */
public record GptSettings(
    int layers, int heads, int width, int block, double dropout, boolean bias) {
  /** Four layers of four heads, width 128, sequences of 64, no dropout, no biases. */
  public static final GptSettings DEFAULT = new GptSettings(4, 4, 128, 64, 0, false);

  /** Checks the settings. */
  public GptSettings {
    if (layers < 1 || heads < 1 || block < 1 || width < 1 || width % heads != 0) {
      throw new ArgumentException(
          "Gpt: layers "
              + layers
              + ", heads "
              + heads
              + ", block "
              + block
              + " must be positive, and width "
              + width
              + " a multiple of the heads");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new ArgumentException("Gpt: dropout " + dropout + " must be in [0, 1)");
    }
  }

  /** With so many blocks. */
  public GptSettings layers(int count) {
    return new GptSettings(count, heads, width, block, dropout, bias);
  }

  /** With so many heads. */
  public GptSettings heads(int count) {
    return new GptSettings(layers, count, width, block, dropout, bias);
  }

  /** With vectors of another width. */
  public GptSettings width(int numbers) {
    return new GptSettings(layers, heads, numbers, block, dropout, bias);
  }

  /** With another longest sequence. */
  public GptSettings block(int tokens) {
    return new GptSettings(layers, heads, width, tokens, dropout, bias);
  }

  /** With dropout. */
  public GptSettings dropout(double p) {
    return new GptSettings(layers, heads, width, block, p, bias);
  }

  /** With biases or without. */
  public GptSettings bias(boolean on) {
    return new GptSettings(layers, heads, width, block, dropout, on);
  }
}
