package io.cotangent.example

import io.cotangent.Slice
import io.cotangent.Tensor

// example
operator fun Double.plus(t: Tensor): Tensor = t + this

operator fun Double.minus(t: Tensor): Tensor = -t + this

operator fun Double.times(t: Tensor): Tensor = t * this

operator fun Double.div(t: Tensor): Tensor = t.reciprocal() * this

/** `t[1..2, 0..3]`: inclusive ranges, as Kotlin's are. */
operator fun Tensor.get(vararg ranges: IntRange): Tensor =
  get(*ranges.map { Slice.of(it.first, it.last + 1) }.toTypedArray())

/** `t[0 until 6 step 2]`. */
operator fun Tensor.get(range: IntProgression): Tensor =
  get(Slice.of(range.first, range.last + if (range.step > 0) 1 else -1, range.step))

val Tensor.dims: List<Int>
  get() = shape().dims().toList()

infix fun Tensor.mm(b: Tensor): Tensor = matmul(b)
// end
