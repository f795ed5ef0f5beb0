package io.cotangent.jvm;

import io.cotangent.DType;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Elements;
import io.cotangent.spi.Operand;

/** Memory of this backend: one Java array each, possibly longer than the buffer. */
final class Buffers {
  private Buffers() {}

  /** The elements of an I64 or I32 operand in order: its own array where it lies so. */
  static long[] longs(Operand x) {
    if (x.buffer() instanceof I64 b && x.layout().isDense() && x.layout().offset() == 0) {
      return b.data();
    }
    I64 copy = new I64(new long[x.shape().size()], x.shape().size());
    ElementLoops.copy(x, new Operand(copy, x.shape().dense()));
    return copy.data();
  }

  /** The elements of a BOOL operand in order: its own array where it lies so. */
  static byte[] bytes(Operand x) {
    if (x.layout().isDense() && x.layout().offset() == 0) {
      return ((Bool) x.buffer()).data();
    }
    Bool copy = new Bool(new byte[x.shape().size()], x.shape().size());
    ElementLoops.copy(x, new Operand(copy, x.shape().dense()));
    return copy.data();
  }

  /** The array of a buffer. */
  static Object data(Buffer buffer) {
    if (buffer instanceof F32 b) {
      return b.data();
    } else if (buffer instanceof F64 b) {
      return b.data();
    } else if (buffer instanceof I32 b) {
      return b.data();
    } else if (buffer instanceof I64 b) {
      return b.data();
    }
    return ((Bool) buffer).data();
  }

  /** F32. */
  record F32(float[] data, int size) implements Elements {
    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public boolean recyclable() {
      return size >= BufferPool.MIN;
    }

    @Override
    public long getLong(int i) {
      return (long) data[i];
    }

    @Override
    public double getDouble(int i) {
      return data[i];
    }

    @Override
    public void setLong(int i, long v) {
      data[i] = v;
    }

    @Override
    public void setDouble(int i, double v) {
      data[i] = (float) v;
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      System.arraycopy(((F32) from).data, start, data, at, n);
    }
  }

  /** F64. */
  record F64(double[] data, int size) implements Elements {
    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public boolean recyclable() {
      return size >= BufferPool.MIN;
    }

    @Override
    public long getLong(int i) {
      return (long) data[i];
    }

    @Override
    public double getDouble(int i) {
      return data[i];
    }

    @Override
    public void setLong(int i, long v) {
      data[i] = v;
    }

    @Override
    public void setDouble(int i, double v) {
      data[i] = v;
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      System.arraycopy(((F64) from).data, start, data, at, n);
    }
  }

  /** I32. */
  record I32(int[] data, int size) implements Elements {
    @Override
    public DType dtype() {
      return DType.I32;
    }

    @Override
    public boolean recyclable() {
      return false;
    }

    @Override
    public long getLong(int i) {
      return data[i];
    }

    @Override
    public double getDouble(int i) {
      return data[i];
    }

    @Override
    public void setLong(int i, long v) {
      data[i] = (int) v;
    }

    @Override
    public void setDouble(int i, double v) {
      data[i] = (int) (long) v;
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      System.arraycopy(((I32) from).data, start, data, at, n);
    }
  }

  /** I64. */
  record I64(long[] data, int size) implements Elements {
    @Override
    public DType dtype() {
      return DType.I64;
    }

    @Override
    public boolean recyclable() {
      return false;
    }

    @Override
    public long getLong(int i) {
      return data[i];
    }

    @Override
    public double getDouble(int i) {
      return data[i];
    }

    @Override
    public void setLong(int i, long v) {
      data[i] = v;
    }

    @Override
    public void setDouble(int i, double v) {
      data[i] = (long) v;
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      System.arraycopy(((I64) from).data, start, data, at, n);
    }
  }

  /** BOOL, 0 or 1 a byte. */
  record Bool(byte[] data, int size) implements Elements {
    @Override
    public DType dtype() {
      return DType.BOOL;
    }

    @Override
    public boolean recyclable() {
      return false;
    }

    @Override
    public long getLong(int i) {
      return data[i];
    }

    @Override
    public double getDouble(int i) {
      return data[i];
    }

    @Override
    public void setLong(int i, long v) {
      data[i] = (byte) (v != 0 ? 1 : 0);
    }

    @Override
    public void setDouble(int i, double v) {
      data[i] = (byte) (v != 0 ? 1 : 0);
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      System.arraycopy(((Bool) from).data, start, data, at, n);
    }
  }
}
