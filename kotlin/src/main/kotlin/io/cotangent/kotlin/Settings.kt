package io.cotangent.kotlin

import io.cotangent.nn.Module
import io.cotangent.op.Convolution
import io.cotangent.optim.Adam
import io.cotangent.optim.Sgd

/**
 * Settings of a convolution, the same along all axes; see [Convolution] for settings that differ.
 *
 * @param stride steps of the window
 * @param padding zeros on either side
 * @param dilation distance of the window's elements
 * @param groups parts of the channels that are convolved separately
 */
public fun convolution(
  stride: Int = 1,
  padding: Int = 0,
  dilation: Int = 1,
  groups: Int = 1,
): Convolution =
  Convolution.DEFAULT.stride(stride).padding(padding).dilation(dilation).groups(groups)

/** [Adam] over all parameters of a model. */
public fun adam(
  model: Module,
  lr: Double = 1e-3,
  beta1: Double = 0.9,
  beta2: Double = 0.999,
  epsilon: Double = 1e-8,
  weightDecay: Double = 0.0,
  amsgrad: Boolean = false,
): Adam = Adam(model.leaves().values, lr, beta1, beta2, epsilon, weightDecay, false, amsgrad)

/** [Adam] with decoupled weight decay, AdamW, over all parameters of a model. */
public fun adamW(
  model: Module,
  lr: Double = 1e-3,
  beta1: Double = 0.9,
  beta2: Double = 0.999,
  epsilon: Double = 1e-8,
  weightDecay: Double = 0.01,
  amsgrad: Boolean = false,
): Adam = Adam(model.leaves().values, lr, beta1, beta2, epsilon, weightDecay, true, amsgrad)

/** [Sgd] over all parameters of a model. */
public fun sgd(
  model: Module,
  lr: Double,
  momentum: Double = 0.0,
  dampening: Double = 0.0,
  weightDecay: Double = 0.0,
  nesterov: Boolean = false,
): Sgd = Sgd(model.leaves().values, lr, momentum, dampening, weightDecay, nesterov)
