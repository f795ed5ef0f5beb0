package io.cotangent.nd4j;

import io.cotangent.BackendException;
import io.cotangent.DType;
import io.cotangent.spi.Elements;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Off-heap memory: a pointer for OpenBLAS, a NIO buffer for element access, and for kernels an ND4J
 * array of one axis over all of it. A buffer of no elements has room for one, because ND4J's empty
 * arrays are not to be relied on.
 *
 * <p>The memory is freed when the pointer is unreachable and never before, whoever else has given
 * the buffer back: what still reads it may see other values, and never memory that is gone. So
 * every access keeps the buffer reachable to its end.
 */
abstract class Nd4jBuffer implements Elements {
  private static final int FEW = 2048;

  private final DType dtype;
  private final int size;
  private final Pointer pointer;
  private @Nullable INDArray array;

  Nd4jBuffer(DType dtype, int size, Pointer pointer) {
    this.dtype = dtype;
    this.size = size;
    this.pointer = pointer;
  }

  /**
   * Memory of its own, with arbitrary content.
   *
   * @throws BackendException if it would take 2 GiB or more, which a NIO buffer cannot address
   */
  static Nd4jBuffer of(DType dtype, int size) {
    long bytes = (long) size * dtype.bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new BackendException(
          "nd4j: %d elements of %s take %d bytes, and a buffer holds at most %d: %d elements; split the tensor, or use the jvm backend"
              .formatted(size, dtype, bytes, Integer.MAX_VALUE, Integer.MAX_VALUE / dtype.bytes()));
    }
    return switch (dtype) {
      case F32 -> new Words32.F32(size);
      case F64 -> new Words64.F64(size);
      case I32 -> new Words32.I32(size);
      case I64 -> new Words64.I64(size);
      case BOOL -> new Bytes(size);
    };
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean recyclable() {
    return true;
  }

  Pointer pointer() {
    return pointer;
  }

  long bytes() {
    return (long) size * pointer.sizeof();
  }

  /** The elements as an ND4J array of one axis. */
  synchronized INDArray array() {
    INDArray a = array;
    if (a == null) {
      a = array(Math.max(size, 1));
      array = a;
    }
    return a;
  }

  /** The first elements as an ND4J array of a shape, row-major. */
  INDArray array(long... shape) {
    return arrayFrom(0, shape);
  }

  /** Elements from {@code at} on as an ND4J array of a shape: no view, but an array of its own. */
  INDArray arrayFrom(long at, long... shape) {
    long[] strides = new long[shape.length];
    long n = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = n;
      n *= shape[i];
    }
    Pointer start = at == 0 ? pointer : pointer.getPointer(at);
    return Nd4j.create(Nd4j.createBuffer(start, n, type()), shape, strides, 0, 'c');
  }

  private DataType type() {
    return switch (dtype) {
      case F32 -> DataType.FLOAT;
      case F64 -> DataType.DOUBLE;
      case I32 -> DataType.INT;
      case I64 -> DataType.LONG;
      case BOOL -> DataType.BOOL;
    };
  }

  @Override
  public final void copy(int at, Elements from, int start, int n) {
    move((Nd4jBuffer) from, start, 1, at, 1, n);
  }

  /** Copies n elements of this type, each some steps after the one before, to indices likewise. */
  abstract void move(Nd4jBuffer from, int start, int by, int at, int step, int n);

  /** Sets n elements, each some steps after the one before: a few, which then are copied. */
  final void fill(int at, int step, int n, Number value) {
    if (step != 1 || n <= FEW) {
      set(at, step, n, value);
      return;
    }
    set(at, 1, FEW, value);
    for (int i = FEW; i < n; i += FEW) {
      move(this, at, 1, at + i, 1, Math.min(FEW, n - i));
    }
  }

  /** Sets n elements one by one. */
  abstract void set(int at, int step, int n, Number value);

  /** Reads n elements, each some steps after the one before. */
  void read(int at, int step, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = getDouble(at + i * step);
    }
  }

  /** Writes n elements, each some steps after the one before. */
  void write(double[] from, int at, int step, int n) {
    for (int i = 0; i < n; i++) {
      setDouble(at + i * step, from[i]);
    }
  }

  /** The first elements as a Java array. */
  abstract Object download(int n);

  /** Sets the first elements from a Java array of this type. */
  abstract void upload(Object array);
}
