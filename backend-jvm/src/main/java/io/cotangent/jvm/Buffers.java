package io.cotangent.jvm;

import io.cotangent.DType;
import io.cotangent.spi.Buffer;

/** Memory of this backend: one Java array each, possibly longer than the buffer. */
final class Buffers {
  private Buffers() {}

  /** F32. */
  record F32(float[] data, int size) implements Buffer {
    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public boolean recyclable() {
      return size >= Pool.MIN;
    }
  }

  /** F64. */
  record F64(double[] data, int size) implements Buffer {
    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public boolean recyclable() {
      return size >= Pool.MIN;
    }
  }

  /** I32. */
  record I32(int[] data, int size) implements Buffer {
    @Override
    public DType dtype() {
      return DType.I32;
    }

    @Override
    public boolean recyclable() {
      return false;
    }
  }

  /** I64. */
  record I64(long[] data, int size) implements Buffer {
    @Override
    public DType dtype() {
      return DType.I64;
    }

    @Override
    public boolean recyclable() {
      return false;
    }
  }

  /** BOOL, 0 or 1 a byte. */
  record Bool(byte[] data, int size) implements Buffer {
    @Override
    public DType dtype() {
      return DType.BOOL;
    }

    @Override
    public boolean recyclable() {
      return false;
    }
  }
}
