package io.cotangent.jvm;

import io.cotangent.DType;
import io.cotangent.spi.Buffer;

/** Memory of this backend: one Java array each, possibly longer than the buffer. */
final class Buffers {
  private Buffers() {}

  /** A buffer whose elements can be had one at a time. */
  interface Elements extends Buffer {
    /** The array. */
    Object data();

    /** An element, rounded towards 0. */
    long getLong(int i);

    /** An element. */
    double getDouble(int i);

    /** Sets an element. */
    void setLong(int i, long v);

    /** Sets an element, rounded towards 0 in a buffer of integers. */
    void setDouble(int i, double v);
  }

  /** F32. */
  record F32(float[] data, int size) implements Elements {
    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public boolean recyclable() {
      return size >= Pool.MIN;
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
  }

  /** F64. */
  record F64(double[] data, int size) implements Elements {
    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public boolean recyclable() {
      return size >= Pool.MIN;
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
  }
}
