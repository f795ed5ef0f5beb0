package io.cotangent.kotlin

import io.cotangent.ArgumentException
import io.cotangent.Index
import io.cotangent.Slice
import io.cotangent.Tensor

/**
 * A view by position, one part an axis, mixed at will: `x[0..3, 2]`, `x[5 downTo 0 step 2]`,
 * `x[Slice.all(), 1 until n]`, `x[mask]`.
 * - An [Int] takes one position and drops the axis; a negative one counts from the end.
 * - A range or progression takes its elements, the last one included, as everywhere in Kotlin:
 *   `-3..-1` are the last three. As in Python, positions beyond the axis are left out.
 * - A [Slice] or [Index] is taken as it is; a [Tensor] holds positions, or booleans that choose.
 *
 * Axes without a part are taken whole. Without a tensor among the parts, nothing is copied.
 *
 * @throws ArgumentException if a part is of another type, or a range goes from negative positions
 *   to others
 */
public operator fun Tensor.get(vararg parts: Any): Tensor =
  if (parts.any { it is Tensor || it is Index }) index(*parts.map(::index).toTypedArray())
  else get(*parts.map(::slice).toTypedArray())

/** The positions of a range or progression as a slice; an empty one takes none. */
public fun IntProgression.toSlice(): Slice {
  if (isEmpty()) {
    return Slice.of(0, 0)
  }
  if ((first < 0) != (last < 0)) {
    throw ArgumentException(
      "slice: $this goes from ${if (first < 0) "negative positions to others" else "positions to negative ones"}; " +
        "negative positions count from the end, so give both ends in one way, or a Slice"
    )
  }
  val beyond = last + if (step > 0) 1 else -1
  // Past the last element of the axis, or before the first, there is no position to name.
  val open = if (step > 0) beyond == 0 else beyond == -1
  return Slice.of(first, if (open) null else beyond, step)
}

private fun slice(part: Any): Slice =
  when (part) {
    is Int -> Slice.at(part)
    is IntProgression -> part.toSlice()
    is Slice -> part
    else ->
      throw ArgumentException(
        "get: an Int, a range, a Slice, an Index or a Tensor takes part of an axis, not ${part::class.java.simpleName} $part"
      )
  }

private fun index(part: Any): Index =
  when (part) {
    is Index -> part
    is Tensor -> Index.of(part)
    else -> Index.of(slice(part))
  }
