package io.cotangent.jvm;

import io.cotangent.DType;
import io.cotangent.MemoryException;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.Reduction;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pure-Java backend: Java arrays, a pool of them, worker threads, and kernels for each element
 * type.
 */
public final class JvmBackend implements Backend {
  private final BufferPool<float[]> floatPool = new BufferPool<>(Float.BYTES, float[]::new);
  private final BufferPool<double[]> doublePool = new BufferPool<>(Double.BYTES, double[]::new);
  private final F32Backend f32;
  private final F64Backend f64;
  private final String description;

  /**
   * A backend with settings of its own; users get the one of the system properties from {@link
   * io.cotangent.Backends}.
   */
  public JvmBackend(Settings settings) {
    VectorGate.Choice choice = VectorGate.choose(settings);
    Workers workers = new Workers(settings.threads());
    F32Routines floats = choice.vector() ? F32VectorRoutines.make() : F32Routines.scalar();
    F64Routines doubles = choice.vector() ? F64VectorRoutines.make() : F64Routines.scalar();
    f32 = new F32Backend(floats, workers);
    f64 = new F64Backend(doubles, workers);
    description =
        floats.description()
            + " ("
            + choice.reason()
            + "), "
            + settings.threads()
            + (settings.threads() == 1 ? " thread" : " threads");
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    try {
      return switch (dtype) {
        case F32 -> new Buffers.F32(floatPool.take(size), size);
        case F64 -> new Buffers.F64(doublePool.take(size), size);
        case I32 -> new Buffers.I32(new int[size], size);
        case I64 -> new Buffers.I64(new long[size], size);
        case BOOL -> new Buffers.Bool(new byte[size], size);
      };
    } catch (OutOfMemoryError e) {
      throw new MemoryException(noRoom(dtype, size), e);
    }
  }

  private String noRoom(DType dtype, int size) {
    Runtime vm = Runtime.getRuntime();
    long pooled = floatPool.bytes() + doublePool.bytes();
    long live = vm.totalMemory() - vm.freeMemory() - pooled;
    return "jvm: no memory for %d elements of %s, %d bytes: of a heap of at most %d bytes, %d are live and %d pooled; close scopes earlier, take smaller batches, or give java a larger heap (-Xmx)"
        .formatted(size, dtype, (long) size * dtype.bytes(), vm.maxMemory(), live, pooled);
  }

  @Override
  public void recycle(Buffer buffer) {
    if (buffer instanceof Buffers.F32 b && b.recyclable()) {
      floatPool.give(b.data(), b.data().length);
    } else if (buffer instanceof Buffers.F64 b && b.recyclable()) {
      doublePool.give(b.data(), b.data().length);
    }
  }

  @Override
  public Buffer upload(Object array) {
    int n = Array.getLength(array);
    Buffer buffer = allocate(DType.ofArray(array), n);
    if (buffer instanceof Buffers.Bool b) {
      boolean[] a = (boolean[]) array;
      for (int i = 0; i < n; i++) {
        b.data()[i] = (byte) (a[i] ? 1 : 0);
      }
    } else {
      System.arraycopy(array, 0, Buffers.data(buffer), 0, n);
    }
    return buffer;
  }

  @Override
  public Object download(Buffer buffer, int size) {
    if (buffer instanceof Buffers.F32 b) {
      return Arrays.copyOf(b.data(), size);
    } else if (buffer instanceof Buffers.F64 b) {
      return Arrays.copyOf(b.data(), size);
    } else if (buffer instanceof Buffers.I32 b) {
      return Arrays.copyOf(b.data(), size);
    } else if (buffer instanceof Buffers.I64 b) {
      return Arrays.copyOf(b.data(), size);
    }
    boolean[] r = new boolean[size];
    for (int i = 0; i < size; i++) {
      r[i] = ((Buffers.Bool) buffer).data()[i] != 0;
    }
    return r;
  }

  @Override
  public void fill(Operand out, Number value) {
    switch (out.dtype()) {
      case F32 -> f32.fill(out, value.floatValue());
      case F64 -> f64.fill(out, value.doubleValue());
      default -> ElementLoops.fill(out, value);
    }
  }

  @Override
  public void copy(Operand x, Operand out) {
    if (x.dtype() == DType.F32 && out.dtype() == DType.F32) {
      f32.copy(x, out);
    } else if (x.dtype() == DType.F64 && out.dtype() == DType.F64) {
      f64.copy(x, out);
    } else {
      ElementLoops.copy(x, out);
    }
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    switch (x.dtype()) {
      case F32 -> f32.unary(op, x, out);
      case F64 -> f64.unary(op, x, out);
      default -> ElementLoops.unary(op, x, out);
    }
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    switch (a.dtype()) {
      case F32 -> {
        if (op.isPredicate()) {
          f32.compare(op, a, b, out);
        } else {
          f32.binary(op, a, b, out);
        }
      }
      case F64 -> {
        if (op.isPredicate()) {
          f64.compare(op, a, b, out);
        } else {
          f64.binary(op, a, b, out);
        }
      }
      default -> ElementLoops.binary(op, a, b, out);
    }
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    switch (out.dtype()) {
      case F32 -> f32.ternary(op, a, b, c, out);
      case F64 -> f64.ternary(op, a, b, c, out);
      default -> ElementLoops.ternary(op, a, b, c, out);
    }
  }

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    switch (x.dtype()) {
      case F32 -> f32.reduce(op, x, axes, out);
      case F64 -> f64.reduce(op, x, axes, out);
      default -> ElementLoops.reduce(op, x, axes, out);
    }
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    long[] o = ((Buffers.I64) out.buffer()).data();
    switch (x.dtype()) {
      case F32 -> f32.argReduce(op, x, axis, o);
      case F64 -> f64.argReduce(op, x, axis, o);
      default -> ElementLoops.argReduce(op, x, axis, out);
    }
  }

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    if (out.dtype() == DType.F32) {
      f32.matmul(a, b, out);
    } else {
      f64.matmul(a, b, out);
    }
  }

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    ElementLoops.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    ElementLoops.scatterAdd(src, axis, index, out);
  }

  @Override
  public @Nullable Kernel kernel(Fused op, DType dtype) {
    return dtype == DType.F32 ? f32.kernel(op) : f64.kernel(op);
  }
}
