package io.cotangent;

/**
 * The element types. Promotion follows the lattice {@code BOOL → I32 → I64 → F32 → F64}: an
 * operation on two types computes in the later one. Java scalars are weak: {@code x.times(2.0)}
 * keeps the type of a floating-point {@code x}.
 */
public enum DType {
  /** Truth values, one byte each. */
  BOOL(1),
  /** 32-bit integers. */
  I32(4),
  /** 64-bit integers; the type of indices that operations return. */
  I64(8),
  /** IEEE 754 single precision; the default. */
  F32(4),
  /** IEEE 754 double precision. */
  F64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * The type of a {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} or {@code
   * boolean[]}.
   *
   * @throws DTypeException if the object is none of these
   */
  public static DType ofArray(Object array) {
    if (array instanceof float[]) {
      return F32;
    } else if (array instanceof double[]) {
      return F64;
    } else if (array instanceof int[]) {
      return I32;
    } else if (array instanceof long[]) {
      return I64;
    } else if (array instanceof boolean[]) {
      return BOOL;
    }
    throw new DTypeException(
        "of: takes float[], double[], int[], long[] or boolean[], got "
            + array.getClass().getSimpleName());
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** Whether this is F32 or F64, the types that carry gradients. */
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** The type in which an operation on {@code a} and {@code b} computes. */
  public static DType promote(DType a, DType b) {
    return a.ordinal() >= b.ordinal() ? a : b;
  }

  /** This type where it is floating point, else {@link #F32}. */
  public DType toFloat() {
    return isFloat() ? this : F32;
  }
}
