package io.cotangent.data;

import io.cotangent.Tensor;

/**
 * Some examples as tensors.
 *
 * @param x features [N, …]
 * @param y classes [N], I64, or target values [N, …]
 * @param indices where the examples stand in the data set
 */
public record Batch(Tensor x, Tensor y, int[] indices) implements Sized {
  @Override
  public int size() {
    return indices.length;
  }
}
