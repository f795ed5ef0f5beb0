package io.cotangent.text;

/**
 * A text as tokens. All arrays are as long as there are tokens; treat them as read-only.
 *
 * @param ids the tokens' ids
 * @param begins where each token begins in the text, in {@code char}s of Java; 0 for tokens that
 *     are not in it
 * @param ends where each token ends, exclusive; equal to its begin for tokens that are not in the
 *     text
 * @param types the number of the segment each token belongs to: 0, or 1 for a second text where the
 *     tokenizer tells them apart
 * @param special whether a token was put in by the tokenizer, as {@code [CLS]} is
 */
public record Encoding(int[] ids, int[] begins, int[] ends, int[] types, boolean[] special) {
  /** The number of tokens. */
  public int size() {
    return ids.length;
  }
}
