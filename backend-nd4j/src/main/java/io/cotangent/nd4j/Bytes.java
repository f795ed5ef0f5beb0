package io.cotangent.nd4j;

import static java.lang.ref.Reference.reachabilityFence;

import io.cotangent.DType;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BooleanPointer;

/** BOOL, a byte each: 0 or 1. */
final class Bytes extends Nd4jBuffer {
  private final ByteBuffer bytes;

  Bytes(int size) {
    super(DType.BOOL, size, new BooleanPointer(Math.max(size, 1)));
    bytes = pointer().asByteBuffer();
  }

  private void set(int i, boolean v) {
    bytes.put(i, (byte) (v ? 1 : 0));
    reachabilityFence(this);
  }

  @Override
  public long getLong(int i) {
    byte b = bytes.get(i);
    reachabilityFence(this);
    return b;
  }

  @Override
  public double getDouble(int i) {
    return getLong(i);
  }

  @Override
  public void setLong(int i, long v) {
    set(i, v != 0);
  }

  @Override
  public void setDouble(int i, double v) {
    set(i, v != 0);
  }

  @Override
  void move(Nd4jBuffer from, int start, int by, int at, int step, int n) {
    ByteBuffer source = ((Bytes) from).bytes;
    if (by == 1 && step == 1) {
      bytes.put(at, source, start, n);
    } else {
      for (int i = 0; i < n; i++) {
        bytes.put(at + i * step, source.get(start + i * by));
      }
    }
    reachabilityFence(from);
    reachabilityFence(this);
  }

  @Override
  void set(int at, int step, int n, Number value) {
    boolean v = value.doubleValue() != 0;
    for (int i = 0; i < n; i++) {
      set(at + i * step, v);
    }
  }

  @Override
  Object download(int n) {
    boolean[] r = new boolean[n];
    for (int i = 0; i < n; i++) {
      r[i] = getLong(i) != 0;
    }
    return r;
  }

  @Override
  void upload(Object array) {
    boolean[] a = (boolean[]) array;
    for (int i = 0; i < a.length; i++) {
      set(i, a[i]);
    }
  }
}
