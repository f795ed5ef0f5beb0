package io.cotangent.data;

import io.cotangent.DType;
import io.cotangent.Tensor;

/**
 * Sequences of unequal length as one tensor.
 *
 * @param values [N, L, …], L the longest length, filled up behind the end of each sequence
 * @param lengths of the sequences [N], I64
 * @param indices where the sequences stand in the data set
 */
public record Padded(Tensor values, Tensor lengths, int[] indices) implements Sized {
  @Override
  public int size() {
    return indices.length;
  }

  /** BOOL [N, L]: true where a sequence has an element, false where it was filled up. */
  public Tensor mask() {
    int longest = values.dim(1);
    Tensor at = Tensor.arange(values.backend(), DType.I64, longest).unsqueeze(0);
    return at.lt(lengths.unsqueeze(1));
  }
}
