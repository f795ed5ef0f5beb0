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
