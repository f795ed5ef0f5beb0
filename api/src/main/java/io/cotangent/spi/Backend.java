package io.cotangent.spi;

import io.cotangent.DType;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations on buffers. The engine has checked shapes, axes, types and indices' types, has
 * broadcast the inputs to the shape of the output (with strides of 0), and has allocated the
 * output: dense, row-major, at offset 0 of its own buffer unless a method says otherwise.
 * Implementations are safe for concurrent calls on different outputs and leave inputs intact.
 */
public interface Backend {
  /** The name by which it is chosen. */
  String name();

  /** One line on its version and what it found: lanes, threads. */
  String description();

  /** Whether kernels take any layout; if not, the engine makes inputs dense at offset 0 first. */
  default boolean takesStrides() {
    return true;
  }

  /**
   * Memory for {@code size} elements with arbitrary content.
   *
   * @throws io.cotangent.MemoryException if there is none, even after all that was given back is
   *     dropped; the message says how many bytes were asked for and how many are in use
   */
  Buffer allocate(DType dtype, int size);

  /** Takes back a buffer that nothing refers to any longer. */
  default void recycle(Buffer buffer) {}

  /**
   * A buffer with a copy of a {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} or
   * {@code boolean[]}.
   */
  Buffer upload(Object array);

  /** The first {@code size} elements as a new Java array of the buffer's type. */
  Object download(Buffer buffer, int size);

  /** Sets every element; {@code out} may have any layout. */
  void fill(Operand out, Number value);

  /**
   * Copies {@code x} to {@code out}, casting where the types differ; {@code out} may have any
   * layout without repeats.
   */
  void copy(Operand x, Operand out);

  /**
   * {@code out = op(x)}. The output may share its buffer with an input of the same layout, here and
   * in the next two.
   */
  void unary(Unary op, Operand x, Operand out);

  /** {@code out = op(a, b)}. */
  void binary(Binary op, Operand a, Operand b, Operand out);

  /** {@code sum += term}, where {@code sum} is dense. */
  default void accumulate(Operand sum, Operand term) {
    binary(Binary.ADD, sum, term, sum);
  }

  /** {@code out = op(a, b, c)}. */
  void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out);

  /**
   * Folds the given axes (ascending); {@code out} lacks them. An empty fold gives the neutral
   * element.
   */
  void reduce(Reduction op, Operand x, int[] axes, Operand out);

  /**
   * Position (I64) of the first extreme element along an axis that is not empty; NaN counts as
   * extreme.
   */
  void argReduce(ArgReduction op, Operand x, int axis, Operand out);

  /**
   * {@code out[b…, m, n] = Σₖ a[b…, m, k] · b[b…, k, n]} with equal batch axes, in floating point.
   */
  void matmul(Operand a, Operand b, Operand out);

  /**
   * {@code out[…, i, …] = x[…, index[…, i, …], …]} along {@code axis}; negative indices count from
   * the end.
   *
   * @throws io.cotangent.ShapeException if an index is out of range, naming index and range
   */
  void gather(Operand x, int axis, Operand index, Operand out);

  /**
   * {@code out[…, index[…, i, …], …] += src[…, i, …]} in ascending order of {@code i}; {@code out}
   * holds the start values.
   *
   * @throws io.cotangent.ShapeException if an index is out of range, naming index and range; {@code
   *     out} is then undefined
   */
  void scatterAdd(Operand src, int axis, Operand index, Operand out);

  /**
   * As {@link #scatterAdd}, but a later element replaces what was there.
   *
   * @throws io.cotangent.ShapeException if an index is out of range, naming index and range; {@code
   *     out} is then undefined
   */
  default void scatter(Operand src, int axis, Operand index, Operand out) {
    ElementLoops.scatter(src, axis, index, out);
  }

  /**
   * Running folds along an axis; positions (I64) for those that search. The loops that stand in
   * here, and in the next method, need buffers that are {@link Elements}.
   */
  default void scan(Scan op, Operand x, int axis, Operand out) {
    ElementLoops.scan(op, x, axis, out);
  }

  /** Positions (I64) that put an axis in order; equal elements keep theirs, NaN is largest. */
  default void argSort(Operand x, int axis, boolean descending, Operand out) {
    ElementLoops.argSort(x, axis, descending, out);
  }

  /**
   * This backend's own code for a composite on elements of this type, or null: then its
   * decomposition runs.
   */
  default @Nullable Kernel kernel(Fused op, DType dtype) {
    return null;
  }
}
