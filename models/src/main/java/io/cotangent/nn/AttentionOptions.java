package io.cotangent.nn;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a call of attention may look at, immutable: {@code a -> a.causal(true).padding(p)}. A mask
 * of type BOOL is true where attention is barred, one of floating point is added to the scores.
 *
 * @param mask [T, S], [N·heads, T, S] or [N, heads, T, S]; null for none
 * @param padding [N, S], of keys; null for none. Keys and values that it bars are not read
 * @param causal whether a query sees only its own position and those before
 * @param cache of keys and values that came before, of self-attention; null for none
 */
public record AttentionOptions(
    @Nullable Tensor mask,
    @Nullable Tensor padding,
    boolean causal,
    @Nullable KeyValueCache cache) {
  /** Everything sees everything. */
  public static final AttentionOptions NONE = new AttentionOptions(null, null, false, null);

  /** With a mask of pairs, null for none. */
  public AttentionOptions mask(@Nullable Tensor ofPairs) {
    return new AttentionOptions(ofPairs, padding, causal, cache);
  }

  /** With a mask of keys, null for none. */
  public AttentionOptions padding(@Nullable Tensor ofKeys) {
    return new AttentionOptions(mask, ofKeys, causal, cache);
  }

  /** With later positions barred, or not. */
  public AttentionOptions causal(boolean on) {
    return new AttentionOptions(mask, padding, on, cache);
  }

  /** With keys and values of earlier calls in front, null for none. */
  public AttentionOptions cache(@Nullable KeyValueCache ofEarlier) {
    return new AttentionOptions(mask, padding, causal, ofEarlier);
  }
}
