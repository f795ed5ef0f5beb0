package io.cotangent.nn;

import io.cotangent.ArgumentException;

/**
 * Settings of attention with several heads, immutable; PyTorch's defaults: a bias, no dropout, keys
 * and values of the queries' width, sequences [T, N, E].
 *
 * @param bias whether the projections have biases
 * @param dropout probability of a weight of attention to be 0 in training
 * @param keyWidth width of keys, 0 for that of queries
 * @param valueWidth width of values, 0 for that of queries
 * @param keyValueHeads heads of keys and values, each of which serves a group of the queries'
 *     heads; 0 for as many as queries have
 * @param rotary whether queries and keys are turned by their positions ({@link RotaryEmbedding})
 * @param causal whether a query sees only its own position and those before, in every call
 * @param batchFirst whether sequences are [N, T, E] instead of [T, N, E]
 */
public record AttentionSettings(
    boolean bias,
    double dropout,
    int keyWidth,
    int valueWidth,
    int keyValueHeads,
    boolean rotary,
    boolean causal,
    boolean batchFirst) {
  /** PyTorch's defaults. */
  public static final AttentionSettings DEFAULT =
      new AttentionSettings(true, 0, 0, 0, 0, false, false, false);

  /** Checks the settings. */
  public AttentionSettings {
    if (!(dropout >= 0 && dropout < 1) || keyWidth < 0 || valueWidth < 0 || keyValueHeads < 0) {
      throw new ArgumentException(
          "attention: dropout "
              + dropout
              + " must be in [0, 1); widths and heads must not be negative");
    }
  }

  /** With biases or without. */
  public AttentionSettings bias(boolean on) {
    return new AttentionSettings(
        on, dropout, keyWidth, valueWidth, keyValueHeads, rotary, causal, batchFirst);
  }

  /** With dropout of the weights of attention. */
  public AttentionSettings dropout(double p) {
    return new AttentionSettings(
        bias, p, keyWidth, valueWidth, keyValueHeads, rotary, causal, batchFirst);
  }

  /** With keys of another width. */
  public AttentionSettings keyWidth(int width) {
    return new AttentionSettings(
        bias, dropout, width, valueWidth, keyValueHeads, rotary, causal, batchFirst);
  }

  /** With values of another width. */
  public AttentionSettings valueWidth(int width) {
    return new AttentionSettings(
        bias, dropout, keyWidth, width, keyValueHeads, rotary, causal, batchFirst);
  }

  /** With grouped queries: fewer heads of keys and values (Ainslie et al. 2023). */
  public AttentionSettings keyValueHeads(int heads) {
    return new AttentionSettings(
        bias, dropout, keyWidth, valueWidth, heads, rotary, causal, batchFirst);
  }

  /** With queries and keys turned by their positions (Su et al. 2021). */
  public AttentionSettings rotary(boolean on) {
    return new AttentionSettings(
        bias, dropout, keyWidth, valueWidth, keyValueHeads, on, causal, batchFirst);
  }

  /** With later positions barred in every call, or where a call says so. */
  public AttentionSettings causal(boolean on) {
    return new AttentionSettings(
        bias, dropout, keyWidth, valueWidth, keyValueHeads, rotary, on, batchFirst);
  }

  /** With sequences [N, T, E], or [T, N, E]. */
  public AttentionSettings batchFirst(boolean on) {
    return new AttentionSettings(
        bias, dropout, keyWidth, valueWidth, keyValueHeads, rotary, causal, on);
  }
}
