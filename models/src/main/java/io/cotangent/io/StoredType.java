package io.cotangent.io;

import io.cotangent.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An element type of the safetensors format, and the type that it is read as. */
enum StoredType {
  F64(8, DType.F64),
  F32(4, DType.F32),
  F16(2, DType.F32),
  BF16(2, DType.F32),
  F8_E4M3(1, DType.F32),
  F8_E5M2(1, DType.F32),
  I64(8, DType.I64),
  I32(4, DType.I32),
  I16(2, DType.I32),
  I8(1, DType.I32),
  U64(8, DType.I64),
  U32(4, DType.I64),
  U16(2, DType.I32),
  U8(1, DType.I32),
  BOOL(1, DType.BOOL);

  private static final float[] E4M3 = new float[256];

  static {
    for (int b = 0; b < 256; b++) {
      E4M3[b] = e4m3(b);
    }
  }

  private final int bytes;
  private final DType dtype;

  StoredType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** The type of a name, null if there is none. */
  static @Nullable StoredType find(String name) {
    return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst().orElse(null);
  }

  /** All names. */
  static List<String> names() {
    return Arrays.stream(values()).map(Enum::name).toList();
  }

  /** The type in which a tensor is written. */
  static StoredType of(DType dtype) {
    return valueOf(dtype.name());
  }

  /** Bytes of an element in the file. */
  int bytes() {
    return bytes;
  }

  /** The type of the tensor. */
  DType dtype() {
    return dtype;
  }

  /** A value that the tensor's type cannot hold, or that is none of the file's type. */
  static final class BadValueException extends IOException {
    private static final long serialVersionUID = 1;

    BadValueException(String message) {
      super(message);
    }
  }

  /** The values of {@code n} elements, in an array of the tensor's type. */
  Object read(InputStream in, int n) throws IOException {
    BadValue bad = new BadValue();
    Object array =
        switch (dtype) {
          case F64 -> {
            double[] v = new double[n];
            each(in, n, (b, at, k) -> b.asDoubleBuffer().get(v, at, k));
            yield v;
          }
          case F32 -> {
            float[] v = new float[n];
            each(in, n, (b, at, k) -> floats(b, v, at, k));
            yield v;
          }
          case I64 -> {
            long[] v = new long[n];
            each(in, n, (b, at, k) -> longs(b, v, at, k, bad));
            yield v;
          }
          case I32 -> {
            int[] v = new int[n];
            each(in, n, (b, at, k) -> ints(b, v, at, k));
            yield v;
          }
          case BOOL -> {
            boolean[] v = new boolean[n];
            each(in, n, (b, at, k) -> booleans(b, v, at, k, bad));
            yield v;
          }
        };
    if (bad.message != null) {
      throw new BadValueException(bad.message);
    }
    return array;
  }

  /** The first value that cannot be. */
  private static final class BadValue {
    @Nullable String message;

    void found(String what) {
      message = message == null ? what : message;
    }
  }

  private void each(InputStream in, int n, Chunks.Chunk chunk) throws IOException {
    Chunks.read(in, n, bytes, ByteOrder.LITTLE_ENDIAN, chunk);
  }

  private void floats(ByteBuffer b, float[] v, int at, int n) {
    switch (this) {
      case F32 -> b.asFloatBuffer().get(v, at, n);
      case F16 -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = half(b.getShort(2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = Float.intBitsToFloat(b.getShort(2 * i) << 16);
        }
      }
      case F8_E5M2 -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = half(b.get(i) << 8);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = E4M3[b.get(i) & 0xFF];
        }
      }
    }
  }

  private void longs(ByteBuffer b, long[] v, int at, int n, BadValue bad) {
    if (this == U32) {
      for (int i = 0; i < n; i++) {
        v[at + i] = b.getInt(4 * i) & 0xFFFFFFFFL;
      }
      return;
    }
    b.asLongBuffer().get(v, at, n);
    for (int i = at; this == U64 && i < at + n; i++) {
      if (v[i] < 0) {
        bad.found(
            "element "
                + i
                + " is "
                + Long.toUnsignedString(v[i])
                + ", more than I64 holds, as which U64 is read");
      }
    }
  }

  private void ints(ByteBuffer b, int[] v, int at, int n) {
    switch (this) {
      case I32 -> b.asIntBuffer().get(v, at, n);
      case I16 -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = b.getShort(2 * i);
        }
      }
      case U16 -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = b.getShort(2 * i) & 0xFFFF;
        }
      }
      case I8 -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = b.get(i);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          v[at + i] = b.get(i) & 0xFF;
        }
      }
    }
  }

  private static void booleans(ByteBuffer b, boolean[] v, int at, int n, BadValue bad) {
    for (int i = 0; i < n; i++) {
      int x = b.get(i) & 0xFF;
      if (x > 1) {
        bad.found("element " + (at + i) + " is " + x + ", a BOOL is 0 or 1");
      }
      v[at + i] = x != 0;
    }
  }

  /** The value of IEEE 754 binary16 bits: 1 sign, 5 exponent, 10 fraction. */
  private static float half(int bits) {
    int exponent = bits >>> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0) {
      float size = fraction * 0x1p-24f;
      return sign == 0 ? size : -size;
    }
    int wide = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /**
   * The value of E4M3 bits as machine learning uses them (Micikevicius et al. 2022): bias 7, no
   * infinities, NaN where all bits but the sign are set.
   */
  private static float e4m3(int bits) {
    int exponent = bits >>> 3 & 0xF;
    int fraction = bits & 7;
    if ((bits & 0x7F) == 0x7F) {
      return Float.NaN;
    }
    float size =
        exponent == 0
            ? fraction * 0x1p-9f
            : (8 + fraction) * (float) Math.scalb(1.0, exponent - 10);
    return bits < 0x80 ? size : -size;
  }
}
