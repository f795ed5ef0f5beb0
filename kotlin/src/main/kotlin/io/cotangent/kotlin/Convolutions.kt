package io.cotangent.kotlin

import io.cotangent.nn.Conv1d
import io.cotangent.nn.Conv2d
import io.cotangent.nn.Conv3d
import io.cotangent.nn.ConvSettings
import io.cotangent.random.Rng

private fun ConvSettings.all(
  stride: Int,
  padding: Int,
  dilation: Int,
  groups: Int,
  bias: Boolean,
): ConvSettings =
  stride(stride).padding(padding).dilation(dilation).groups(groups).bias(bias)

/** [Conv1d] with settings by name. */
public fun conv1d(
  inputs: Int,
  outputs: Int,
  kernel: Int,
  rng: Rng,
  stride: Int = 1,
  padding: Int = 0,
  dilation: Int = 1,
  groups: Int = 1,
  bias: Boolean = true,
): Conv1d =
  Conv1d(inputs, outputs, kernel, rng) { it.all(stride, padding, dilation, groups, bias) }

/** [Conv2d] with settings by name, the same along all axes. */
public fun conv2d(
  inputs: Int,
  outputs: Int,
  kernel: Int,
  rng: Rng,
  stride: Int = 1,
  padding: Int = 0,
  dilation: Int = 1,
  groups: Int = 1,
  bias: Boolean = true,
): Conv2d =
  Conv2d(inputs, outputs, kernel, rng) { it.all(stride, padding, dilation, groups, bias) }

/** [Conv3d] with settings by name, the same along all axes. */
public fun conv3d(
  inputs: Int,
  outputs: Int,
  kernel: Int,
  rng: Rng,
  stride: Int = 1,
  padding: Int = 0,
  dilation: Int = 1,
  groups: Int = 1,
  bias: Boolean = true,
): Conv3d =
  Conv3d(inputs, outputs, kernel, rng) { it.all(stride, padding, dilation, groups, bias) }
