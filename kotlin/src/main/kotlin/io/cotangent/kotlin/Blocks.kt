package io.cotangent.kotlin

import io.cotangent.Autograd
import io.cotangent.Scope
import io.cotangent.Tensor

/**
 * Runs a block in a [Scope] of its own: memory of the tensors made inside returns at the block's
 * end. A tensor that the block returns is kept, detached, as by [Scope.keep]; others are kept by
 * `keep(t)`. The block is inlined: `return`, `break` and `continue` leave it and close the scope.
 */
@Suppress("UNCHECKED_CAST") // what is kept is a tensor as well
public inline fun <T> scope(name: String = "scope", block: Scope.() -> T): T {
  val scope = Scope.open(name)
  try {
    val result = scope.block()
    return if (result is Tensor) scope.keep(result) as T else result
  } finally {
    scope.close()
  }
}

/** Runs a block without recording: what it computes has no gradients. */
@Suppress("UNCHECKED_CAST") // the block has run, and gave a T
public inline fun <T> noGrad(crossinline block: () -> T): T {
  var result: T? = null
  Autograd.noGrad(Runnable { result = block() })
  return result as T
}

/** The gradient of a scalar function at [x]: `grad(x) { (it * it).sum() }`. */
public fun grad(x: Tensor, f: (Tensor) -> Tensor): Tensor = Autograd.grad(f, x)

/** Value and gradient of a scalar function: `val (value, gradient) = valueAndGrad(x) { … }`. */
public fun valueAndGrad(x: Tensor, f: (Tensor) -> Tensor): Autograd.ValueAndGrad =
  Autograd.valueAndGrad(f, x)

/** The value. */
public operator fun Autograd.ValueAndGrad.component1(): Tensor = value()

/** The gradient of the first input. */
public operator fun Autograd.ValueAndGrad.component2(): Tensor = gradient()
