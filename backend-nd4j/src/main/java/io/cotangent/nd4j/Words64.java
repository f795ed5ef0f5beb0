package io.cotangent.nd4j;

import static java.lang.ref.Reference.reachabilityFence;

import io.cotangent.DType;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** Elements of eight bytes. */
abstract class Words64 extends Nd4jBuffer {
  private final LongBuffer words;

  private Words64(DType dtype, int size, Pointer pointer) {
    super(dtype, size, pointer);
    words = pointer.asByteBuffer().asLongBuffer();
  }

  final long word(int i) {
    long w = words.get(i);
    reachabilityFence(this);
    return w;
  }

  final void set(int i, long word) {
    words.put(i, word);
    reachabilityFence(this);
  }

  /** A number as an element of this type. */
  abstract long wordOf(Number value);

  @Override
  final void move(Nd4jBuffer from, int start, int by, int at, int step, int n) {
    LongBuffer source = ((Words64) from).words;
    if (by == 1 && step == 1) {
      words.put(at, source, start, n);
    } else {
      for (int i = 0; i < n; i++) {
        words.put(at + i * step, source.get(start + i * by));
      }
    }
    reachabilityFence(from);
    reachabilityFence(this);
  }

  @Override
  final void set(int at, int step, int n, Number value) {
    long word = wordOf(value);
    for (int i = 0; i < n; i++) {
      words.put(at + i * step, word);
    }
    reachabilityFence(this);
  }

  final void download(long[] to) {
    words.get(0, to);
    reachabilityFence(this);
  }

  final void upload(long[] from) {
    words.put(0, from);
    reachabilityFence(this);
  }

  /** F64. */
  static final class F64 extends Words64 {
    F64(int size) {
      super(DType.F64, size, new DoublePointer(Math.max(size, 1)));
    }

    @Override
    long wordOf(Number value) {
      return Double.doubleToRawLongBits(value.doubleValue());
    }

    @Override
    public long getLong(int i) {
      return (long) Double.longBitsToDouble(word(i));
    }

    @Override
    public double getDouble(int i) {
      return Double.longBitsToDouble(word(i));
    }

    @Override
    public void setLong(int i, long v) {
      set(i, Double.doubleToRawLongBits(v));
    }

    @Override
    public void setDouble(int i, double v) {
      set(i, Double.doubleToRawLongBits(v));
    }

    @Override
    void read(int at, int step, double[] to, int n) {
      for (int i = 0; i < n; i++) {
        to[i] = Double.longBitsToDouble(word(at + i * step));
      }
    }

    @Override
    void write(double[] from, int at, int step, int n) {
      for (int i = 0; i < n; i++) {
        set(at + i * step, Double.doubleToRawLongBits(from[i]));
      }
    }

    @Override
    Object download(int n) {
      double[] r = new double[n];
      ((DoublePointer) pointer()).get(r);
      return r;
    }

    @Override
    void upload(Object array) {
      ((DoublePointer) pointer()).put((double[]) array);
    }
  }

  /** I64. */
  static final class I64 extends Words64 {
    I64(int size) {
      super(DType.I64, size, new LongPointer(Math.max(size, 1)));
    }

    @Override
    long wordOf(Number value) {
      return value.longValue();
    }

    @Override
    public long getLong(int i) {
      return word(i);
    }

    @Override
    public double getDouble(int i) {
      return word(i);
    }

    @Override
    public void setLong(int i, long v) {
      set(i, v);
    }

    @Override
    public void setDouble(int i, double v) {
      set(i, (long) v);
    }

    @Override
    Object download(int n) {
      long[] r = new long[n];
      download(r);
      return r;
    }

    @Override
    void upload(Object array) {
      upload((long[]) array);
    }
  }
}
