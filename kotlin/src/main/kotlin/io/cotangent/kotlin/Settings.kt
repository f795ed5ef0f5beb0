package io.cotangent.kotlin

import io.cotangent.nn.Module
import io.cotangent.op.Convolution
import io.cotangent.optim.Adam
import io.cotangent.optim.AdamW
import io.cotangent.optim.Optimizer
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
  eps: Double = 1e-8,
  weightDecay: Double = 0.0,
  amsgrad: Boolean = false,
): Optimizer =
  Adam.of(model)
    .lr(lr)
    .betas(beta1, beta2)
    .eps(eps)
    .weightDecay(weightDecay)
    .amsgrad(amsgrad)
    .build()

/** [AdamW] over all parameters of a model. */
public fun adamW(
  model: Module,
  lr: Double = 1e-3,
  beta1: Double = 0.9,
  beta2: Double = 0.999,
  eps: Double = 1e-8,
  weightDecay: Double = 0.01,
  amsgrad: Boolean = false,
): Optimizer =
  AdamW.of(model)
    .lr(lr)
    .betas(beta1, beta2)
    .eps(eps)
    .weightDecay(weightDecay)
    .amsgrad(amsgrad)
    .build()

/** [Sgd] over all parameters of a model. */
public fun sgd(
  model: Module,
  lr: Double = 1e-3,
  momentum: Double = 0.0,
  dampening: Double = 0.0,
  weightDecay: Double = 0.0,
  nesterov: Boolean = false,
): Optimizer =
  Sgd.of(model)
    .lr(lr)
    .momentum(momentum)
    .dampening(dampening)
    .weightDecay(weightDecay)
    .nesterov(nesterov)
    .build()
