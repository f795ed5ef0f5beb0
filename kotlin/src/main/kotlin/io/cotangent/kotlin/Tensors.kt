package io.cotangent.kotlin

import io.cotangent.ArgumentException
import io.cotangent.Shape
import io.cotangent.ShapeException
import io.cotangent.Tensor

/**
 * A vector of F32, or, with a [shape], a tensor of it: `tensorOf(1f, 2f, 3f, 4f, shape = Shape.of(2, 2))`.
 *
 * @throws ShapeException if the shape has another size
 */
public fun tensorOf(vararg values: Float, shape: Shape = Shape.of(values.size)): Tensor =
  Tensor.of(values, *shape.dims())

/**
 * A vector of F64, or, with a [shape], a tensor of it.
 *
 * @throws ShapeException if the shape has another size
 */
public fun tensorOf(vararg values: Double, shape: Shape = Shape.of(values.size)): Tensor =
  Tensor.of(values, *shape.dims())

/**
 * A vector of I32, or, with a [shape], a tensor of it.
 *
 * @throws ShapeException if the shape has another size
 */
public fun tensorOf(vararg values: Int, shape: Shape = Shape.of(values.size)): Tensor =
  Tensor.of(values, *shape.dims())

/**
 * A vector of I64, or, with a [shape], a tensor of it.
 *
 * @throws ShapeException if the shape has another size
 */
public fun tensorOf(vararg values: Long, shape: Shape = Shape.of(values.size)): Tensor =
  Tensor.of(values, *shape.dims())

/**
 * A vector of BOOL, or, with a [shape], a tensor of it.
 *
 * @throws ShapeException if the shape has another size
 */
public fun tensorOf(vararg values: Boolean, shape: Shape = Shape.of(values.size)): Tensor =
  Tensor.of(values, *shape.dims())

/**
 * A tensor of nested lists, one level an axis: `tensorOf(listOf(1.0, 2.0), listOf(3.0, 4.0))` is 2 x
 * 2. All numbers are of one type, which is the tensor's.
 *
 * @throws ShapeException if lists of one level differ in length
 * @throws ArgumentException if the elements are of different types, or of none that tensors have
 */
public fun tensorOf(vararg rows: List<*>): Tensor {
  val dims = mutableListOf<Int>()
  var level: Any? = rows.asList()
  while (level is List<*>) {
    dims += level.size
    level = level.firstOrNull()
  }
  val flat = mutableListOf<Any?>()
  flatten(rows.asList(), dims, 0, flat)
  val shape = dims.toIntArray()
  val first = flat.firstOrNull() ?: 0f
  flat
    .firstOrNull { it == null || it::class != first::class }
    ?.let { throw ArgumentException("tensorOf: $first and $it are not of one type") }
  return when (first) {
    is Float -> Tensor.of(flat.map { it as Float }.toFloatArray(), *shape)
    is Double -> Tensor.of(flat.map { it as Double }.toDoubleArray(), *shape)
    is Int -> Tensor.of(flat.map { it as Int }.toIntArray(), *shape)
    is Long -> Tensor.of(flat.map { it as Long }.toLongArray(), *shape)
    is Boolean -> Tensor.of(flat.map { it as Boolean }.toBooleanArray(), *shape)
    else ->
      throw ArgumentException(
        "tensorOf: elements are Float, Double, Int, Long or Boolean, not ${first::class.java.simpleName}"
      )
  }
}

private fun flatten(list: List<*>, dims: List<Int>, axis: Int, into: MutableList<Any?>) {
  if (list.size != dims[axis]) {
    throw ShapeException(
      "tensorOf: lists of ${dims[axis]} and of ${list.size} along axis $axis; they must be as long"
    )
  }
  for (element in list) {
    if ((element is List<*>) != (axis + 1 < dims.size)) {
      throw ShapeException("tensorOf: lists and numbers beside each other along axis $axis")
    }
    if (element is List<*>) flatten(element, dims, axis + 1, into) else into += element
  }
}

/** The lengths of the axes. */
public val Tensor.dims: List<Int>
  get() = shape().dims().asList()

/** The matrix product, as [Tensor.matmul]: [..., m, k] mm [..., k, n] is [..., m, n]. */
public infix fun Tensor.mm(b: Tensor): Tensor = matmul(b)
