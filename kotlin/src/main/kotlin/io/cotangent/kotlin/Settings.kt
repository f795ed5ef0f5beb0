package io.cotangent.kotlin

import io.cotangent.nn.Module
import io.cotangent.optim.Adam
import io.cotangent.optim.AdamW
import io.cotangent.optim.Optimizer
import io.cotangent.optim.Sgd

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
