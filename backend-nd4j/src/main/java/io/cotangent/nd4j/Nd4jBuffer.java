package io.cotangent.nd4j;

import io.cotangent.DType;
import io.cotangent.spi.Elements;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Off-heap memory, freed when this is unreachable: a pointer for OpenBLAS, a NIO buffer for element
 * access, and for kernels an ND4J array of one axis over all of it. A buffer of no elements has
 * room for one, because ND4J's empty arrays are not to be relied on.
 */
abstract class Nd4jBuffer implements Elements {
  private final DType dtype;
  private final int size;
  private final Pointer pointer;
  private @Nullable INDArray array;

  private Nd4jBuffer(DType dtype, int size, Pointer pointer) {
    this.dtype = dtype;
    this.size = size;
    this.pointer = pointer;
  }

  static Nd4jBuffer of(DType dtype, int size) {
    return switch (dtype) {
      case F32 -> new F32(size);
      case F64 -> new F64(size);
      case I32 -> new I32(size);
      case I64 -> new I64(size);
      case BOOL -> new Bool(size);
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

  /** Gives the memory back to the system; only for a buffer that nothing refers to. */
  void free() {
    pointer.deallocate();
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

  /** The first elements as a Java array. */
  abstract Object download(int n);

  /** Sets the first elements from a Java array of this type. */
  abstract void upload(Object array);

  /** F32. */
  static final class F32 extends Nd4jBuffer {
    private final FloatBuffer data;

    private F32(int size) {
      super(DType.F32, size, new FloatPointer(Math.max(size, 1)));
      data = ((FloatPointer) pointer()).asBuffer();
    }

    @Override
    public long getLong(int i) {
      return (long) data.get(i);
    }

    @Override
    public double getDouble(int i) {
      return data.get(i);
    }

    @Override
    public void setLong(int i, long v) {
      data.put(i, v);
    }

    @Override
    public void setDouble(int i, double v) {
      data.put(i, (float) v);
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      FloatBuffer source = ((F32) from).data.duplicate();
      source.position(start).limit(start + n);
      data.duplicate().position(at).put(source);
    }

    @Override
    Object download(int n) {
      float[] r = new float[n];
      data.duplicate().get(r);
      return r;
    }

    @Override
    void upload(Object array) {
      data.duplicate().put((float[]) array);
    }
  }

  /** F64. */
  static final class F64 extends Nd4jBuffer {
    private final DoubleBuffer data;

    private F64(int size) {
      super(DType.F64, size, new DoublePointer(Math.max(size, 1)));
      data = ((DoublePointer) pointer()).asBuffer();
    }

    @Override
    public long getLong(int i) {
      return (long) data.get(i);
    }

    @Override
    public double getDouble(int i) {
      return data.get(i);
    }

    @Override
    public void setLong(int i, long v) {
      data.put(i, v);
    }

    @Override
    public void setDouble(int i, double v) {
      data.put(i, v);
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      DoubleBuffer source = ((F64) from).data.duplicate();
      source.position(start).limit(start + n);
      data.duplicate().position(at).put(source);
    }

    @Override
    Object download(int n) {
      double[] r = new double[n];
      data.duplicate().get(r);
      return r;
    }

    @Override
    void upload(Object array) {
      data.duplicate().put((double[]) array);
    }
  }

  /** I32. */
  static final class I32 extends Nd4jBuffer {
    private final IntBuffer data;

    private I32(int size) {
      super(DType.I32, size, new IntPointer(Math.max(size, 1)));
      data = ((IntPointer) pointer()).asBuffer();
    }

    @Override
    public long getLong(int i) {
      return data.get(i);
    }

    @Override
    public double getDouble(int i) {
      return data.get(i);
    }

    @Override
    public void setLong(int i, long v) {
      data.put(i, (int) v);
    }

    @Override
    public void setDouble(int i, double v) {
      data.put(i, (int) (long) v);
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      IntBuffer source = ((I32) from).data.duplicate();
      source.position(start).limit(start + n);
      data.duplicate().position(at).put(source);
    }

    @Override
    Object download(int n) {
      int[] r = new int[n];
      data.duplicate().get(r);
      return r;
    }

    @Override
    void upload(Object array) {
      data.duplicate().put((int[]) array);
    }
  }

  /** I64. */
  static final class I64 extends Nd4jBuffer {
    private final LongBuffer data;

    private I64(int size) {
      super(DType.I64, size, new LongPointer(Math.max(size, 1)));
      data = ((LongPointer) pointer()).asBuffer();
    }

    @Override
    public long getLong(int i) {
      return data.get(i);
    }

    @Override
    public double getDouble(int i) {
      return data.get(i);
    }

    @Override
    public void setLong(int i, long v) {
      data.put(i, v);
    }

    @Override
    public void setDouble(int i, double v) {
      data.put(i, (long) v);
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      LongBuffer source = ((I64) from).data.duplicate();
      source.position(start).limit(start + n);
      data.duplicate().position(at).put(source);
    }

    @Override
    Object download(int n) {
      long[] r = new long[n];
      data.duplicate().get(r);
      return r;
    }

    @Override
    void upload(Object array) {
      data.duplicate().put((long[]) array);
    }
  }

  /** BOOL, a byte each. */
  static final class Bool extends Nd4jBuffer {
    private final ByteBuffer data;

    private Bool(int size) {
      super(DType.BOOL, size, new BooleanPointer(Math.max(size, 1)));
      data = pointer().asByteBuffer();
    }

    @Override
    public long getLong(int i) {
      return data.get(i);
    }

    @Override
    public double getDouble(int i) {
      return data.get(i);
    }

    @Override
    public void setLong(int i, long v) {
      data.put(i, (byte) (v != 0 ? 1 : 0));
    }

    @Override
    public void setDouble(int i, double v) {
      data.put(i, (byte) (v != 0 ? 1 : 0));
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      ByteBuffer source = ((Bool) from).data.duplicate();
      source.position(start).limit(start + n);
      data.duplicate().position(at).put(source);
    }

    @Override
    Object download(int n) {
      boolean[] r = new boolean[n];
      for (int i = 0; i < n; i++) {
        r[i] = data.get(i) != 0;
      }
      return r;
    }

    @Override
    void upload(Object array) {
      boolean[] a = (boolean[]) array;
      for (int i = 0; i < a.length; i++) {
        data.put(i, (byte) (a[i] ? 1 : 0));
      }
    }
  }
}
