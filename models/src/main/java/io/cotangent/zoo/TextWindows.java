package io.cotangent.zoo;

import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.Dataset;
import io.cotangent.io.DataFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Windows of a text: element i is the tokens from i·stride on, one more than a model sees at a
 * time, since each token but the first is to be predicted.
 */
final class TextWindows implements Dataset<int[]> {
  private final int[] tokens;
  private final int block;
  private final int stride;

  TextWindows(int[] tokens, int block, int stride, String part) {
    if (tokens.length < block + 1) {
      throw new DataFormatException(
          "text: the "
              + part
              + " part has "
              + tokens.length
              + " characters, fewer than the "
              + (block + 1)
              + " of a window; give a longer text or a smaller block");
    }
    this.tokens = tokens;
    this.block = block;
    this.stride = stride;
  }

  @Override
  public int size() {
    return (tokens.length - block - 1) / stride + 1;
  }

  @Override
  public int[] get(int index) {
    return Arrays.copyOfRange(tokens, index * stride, index * stride + block + 1);
  }

  @Override
  public String fingerprint() {
    CRC32 crc = new CRC32();
    for (int t : tokens) {
      crc.update(t);
      crc.update(t >>> 8);
      crc.update(t >>> 16);
    }
    return tokens.length + " tokens, " + Long.toHexString(crc.getValue()) + ", windows of " + block;
  }

  /** x and y [N, T], y one token later. */
  static Collate<int[], Batch> collate() {
    return (windows, indices) -> new Batch(part(windows, 0), part(windows, 1), indices);
  }

  private static Tensor part(List<int[]> windows, int from) {
    int block = windows.get(0).length - 1;
    long[] all = new long[windows.size() * block];
    for (int i = 0; i < all.length; i++) {
      all[i] = windows.get(i / block)[from + i % block];
    }
    return Tensor.of(all).reshape(windows.size(), block);
  }
}
