package io.cotangent.text;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Encodings of one length as tensors.
 *
 * @param ids I64 [N, L]
 * @param mask BOOL [N, L]: true where there is a token, false where the row was filled up
 * @param types I64 [N, L]: the segments
 */
public record TokenBatch(Tensor ids, Tensor mask, Tensor types) {
  /**
   * Encodings filled up to the longest.
   *
   * @param pad the id that fills them up
   * @param left whether they are filled up before their beginning, as for generation
   * @param multiple the length is made a multiple of this
   * @throws ArgumentException if there are none
   */
  public static TokenBatch of(List<Encoding> all, int pad, boolean left, int multiple) {
    if (all.isEmpty() || multiple < 1) {
      throw new ArgumentException(
          "batch: needs a text, and lengths that are a multiple of 1 or more, got "
              + all.size()
              + " texts and "
              + multiple);
    }
    int longest = all.stream().mapToInt(Encoding::size).max().orElse(0);
    return filled(all, pad, left, (longest + multiple - 1) / multiple * multiple, 0);
  }

  static TokenBatch filled(List<Encoding> all, int pad, boolean left, int length, int padType) {
    int n = all.size();
    long[] ids = new long[n * length];
    long[] types = new long[n * length];
    boolean[] mask = new boolean[n * length];
    Arrays.fill(ids, pad);
    Arrays.fill(types, padType);
    for (int row = 0; row < n; row++) {
      Encoding e = all.get(row);
      int at = row * length + (left ? length - e.size() : 0);
      for (int i = 0; i < e.size(); i++) {
        ids[at + i] = e.ids()[i];
        types[at + i] = e.types()[i];
        mask[at + i] = true;
      }
    }
    return new TokenBatch(
        Tensor.of(ids, n, length), Tensor.of(mask, n, length), Tensor.of(types, n, length));
  }
}
