package io.cotangent.nd4j;

import static java.lang.ref.Reference.reachabilityFence;

import io.cotangent.DType;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/** Elements of four bytes. */
abstract class Words32 extends Nd4jBuffer {
  private final IntBuffer words;

  private Words32(DType dtype, int size, Pointer pointer) {
    super(dtype, size, pointer);
    words = pointer.asByteBuffer().asIntBuffer();
  }

  final int word(int i) {
    int w = words.get(i);
    reachabilityFence(this);
    return w;
  }

  final void set(int i, int word) {
    words.put(i, word);
    reachabilityFence(this);
  }

  /** A number as an element of this type. */
  abstract int wordOf(Number value);

  @Override
  final void move(Nd4jBuffer from, int start, int by, int at, int step, int n) {
    IntBuffer source = ((Words32) from).words;
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
    int word = wordOf(value);
    for (int i = 0; i < n; i++) {
      words.put(at + i * step, word);
    }
    reachabilityFence(this);
  }

  final void download(int[] to) {
    words.get(0, to);
    reachabilityFence(this);
  }

  final void upload(int[] from) {
    words.put(0, from);
    reachabilityFence(this);
  }

  /** F32. */
  static final class F32 extends Words32 {
    F32(int size) {
      super(DType.F32, size, new FloatPointer(Math.max(size, 1)));
    }

    @Override
    int wordOf(Number value) {
      return Float.floatToRawIntBits((float) value.doubleValue());
    }

    @Override
    public long getLong(int i) {
      return (long) Float.intBitsToFloat(word(i));
    }

    @Override
    public double getDouble(int i) {
      return Float.intBitsToFloat(word(i));
    }

    @Override
    public void setLong(int i, long v) {
      set(i, Float.floatToRawIntBits((float) v));
    }

    @Override
    public void setDouble(int i, double v) {
      set(i, Float.floatToRawIntBits((float) v));
    }

    @Override
    void read(int at, int step, double[] to, int n) {
      for (int i = 0; i < n; i++) {
        to[i] = Float.intBitsToFloat(word(at + i * step));
      }
    }

    @Override
    void write(double[] from, int at, int step, int n) {
      for (int i = 0; i < n; i++) {
        set(at + i * step, Float.floatToRawIntBits((float) from[i]));
      }
    }

    @Override
    Object download(int n) {
      float[] r = new float[n];
      ((FloatPointer) pointer()).get(r);
      return r;
    }

    @Override
    void upload(Object array) {
      ((FloatPointer) pointer()).put((float[]) array);
    }
  }

  /** I32. */
  static final class I32 extends Words32 {
    I32(int size) {
      super(DType.I32, size, new IntPointer(Math.max(size, 1)));
    }

    @Override
    int wordOf(Number value) {
      return (int) value.longValue();
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
      set(i, (int) v);
    }

    @Override
    public void setDouble(int i, double v) {
      set(i, (int) (long) v);
    }

    @Override
    Object download(int n) {
      int[] r = new int[n];
      download(r);
      return r;
    }

    @Override
    void upload(Object array) {
      upload((int[]) array);
    }
  }
}
