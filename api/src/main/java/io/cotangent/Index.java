package io.cotangent;

import org.jspecify.annotations.Nullable;

/**
 * One part of an index as NumPy has it: a range or a single index, a tensor of indices or of
 * booleans, a new axis, or an ellipsis that stands for all axes not named.
 */
public final class Index {
  private static final Index ELLIPSIS = new Index(null, null);
  private static final Index NEW_AXIS = new Index(null, null);

  private final @Nullable Slice slice;
  private final @Nullable Tensor tensor;

  private Index(@Nullable Slice slice, @Nullable Tensor tensor) {
    this.slice = slice;
    this.tensor = tensor;
  }

  /** A range of an axis, or a single index, which drops the axis. */
  public static Index of(Slice slice) {
    return new Index(slice, null);
  }

  /** A single index of an axis, which is dropped. */
  public static Index at(int index) {
    return of(Slice.at(index));
  }

  /** All of an axis. */
  public static Index all() {
    return of(Slice.all());
  }

  /**
   * Indices (I32 or I64) along an axis, of any shape; or booleans for as many axes as they have.
   */
  public static Index of(Tensor tensor) {
    return new Index(null, tensor);
  }

  /** All axes that no other part names. */
  public static Index ellipsis() {
    return ELLIPSIS;
  }

  /** A new axis of length 1. */
  public static Index newAxis() {
    return NEW_AXIS;
  }

  /** Whether this is {@link #ellipsis}. */
  public boolean isEllipsis() {
    return this == ELLIPSIS;
  }

  /** Whether this is {@link #newAxis}. */
  public boolean isNewAxis() {
    return this == NEW_AXIS;
  }

  /** The range, null if this is none. */
  public @Nullable Slice slice() {
    return slice;
  }

  /** The tensor, for what is no range, ellipsis or new axis. */
  public Tensor tensor() {
    Tensor t = tensor;
    if (t == null) {
      throw new ArgumentException("index: this part is not a tensor");
    }
    return t;
  }

  /** How many axes of the indexed tensor this stands for; 0 for an ellipsis. */
  public int axes() {
    Tensor t = tensor;
    return slice != null ? 1 : t == null ? 0 : t.dtype() == DType.BOOL ? t.rank() : 1;
  }
}
