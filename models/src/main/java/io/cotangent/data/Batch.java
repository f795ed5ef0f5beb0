package io.cotangent.data;

import io.cotangent.Tensor;

/**
 * Some examples as tensors.
 *
 * @param x features [N, …], scaled to 0 … 1
 * @param y classes [N], I64
 * @param indices where the examples stand in the data set
 */
public record Batch(Tensor x, Tensor y, int[] indices) {}
