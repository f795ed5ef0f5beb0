package io.cotangent.kotlin

import io.cotangent.DType
import io.cotangent.Shape
import io.cotangent.Tensor

// A number beside a tensor is weak, as in Java: F32 stays F32 beside 2.0.

/** The sum with a number of any type. */
public operator fun Tensor.plus(n: Number): Tensor = plus(n.toDouble())

/** The difference with a number of any type. */
public operator fun Tensor.minus(n: Number): Tensor = minus(n.toDouble())

/** The product with a number of any type. */
public operator fun Tensor.times(n: Number): Tensor = times(n.toDouble())

/** The quotient by a number of any type. */
public operator fun Tensor.div(n: Number): Tensor = div(n.toDouble())

/** The remainder of the division by a number of any type, with the dividend's sign. */
public operator fun Tensor.rem(n: Number): Tensor = rem(n.toDouble())

/** `2.0 + t`. */
public operator fun Number.plus(t: Tensor): Tensor = t.plus(toDouble())

/** `2.0 - t`. */
public operator fun Number.minus(t: Tensor): Tensor = (-t).plus(toDouble())

/** `2.0 * t`. */
public operator fun Number.times(t: Tensor): Tensor = t.times(toDouble())

/** `2.0 / t`; of an integer tensor in F32. */
public operator fun Number.div(t: Tensor): Tensor {
  val type = if (t.dtype().isFloat) t.dtype() else DType.F32
  return Tensor.full(t.backend(), type, this, Shape.SCALAR).div(t)
}
