package io.cotangent;

import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Node;
import io.cotangent.autograd.Storage;
import io.cotangent.op.Binary;
import io.cotangent.op.Dispatch;
import io.cotangent.op.Movement;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array of numbers, immutable to its users, that remembers how it was made if a
 * gradient is wanted.
 *
 * <p>It is a handle: storage, layout (shape, strides, offset), and a node of the tape if it is
 * tracked. Views ({@code permute}, {@code slice}, {@code expand}, most {@code reshape}s) share
 * storage. Names and meanings are PyTorch's and NumPy's. Binary operations broadcast and promote
 * ({@link DType}); a Java scalar keeps the tensor's floating-point type. Negative axes count from
 * the end.
 *
 * <p>All operations throw {@link ShapeException} or {@link DTypeException} where shapes or types do
 * not fit, {@link BackendException} for tensors of two backends, {@link ReleasedException} after
 * the end of the tensor's {@link Scope}.
 */
public final class Tensor
    implements TensorGradients,
        TensorArithmetic,
        TensorComparison,
        TensorMath,
        TensorActivations,
        TensorReductions,
        TensorOrder,
        TensorMatrices,
        TensorShaping,
        TensorSlicing,
        TensorRearranging,
        TensorIndexing,
        TensorValues {
  private final Storage storage;

  private final Layout layout;

  private final @Nullable Node node;

  static {
    Handle.give(
        new Handle.Access() {
          @Override
          public Tensor tensor(Storage storage, Layout layout, @Nullable Node node) {
            return new Tensor(storage, layout, node);
          }

          @Override
          public Storage storage(Tensor x) {
            return x.storage;
          }

          @Override
          public @Nullable Node node(Tensor x) {
            return x.node;
          }
        });
  }

  private Tensor(Storage storage, Layout layout, @Nullable Node node) {
    this.storage = storage;
    this.layout = layout;
    this.node = node;
  }

  /** A vector of F32. */
  public static Tensor of(float... values) {
    return of(values, Shape.of(values.length));
  }

  /** A vector of F64. */
  public static Tensor of(double... values) {
    return of(Backends.current(), values, Shape.of(values.length));
  }

  /** A tensor of F32 with these values in row-major order. */
  public static Tensor of(float[] values, int... shape) {
    return of(values, Shape.of(shape));
  }

  /** A tensor of F64 with these values in row-major order. */
  public static Tensor of(double[] values, int... shape) {
    return of(Backends.current(), values, Shape.of(shape));
  }

  /** A vector of I32. */
  public static Tensor of(int[] values) {
    return of(values, values.length);
  }

  /** A vector of I64. */
  public static Tensor of(long[] values) {
    return of(values, values.length);
  }

  /** A vector of BOOL. */
  public static Tensor of(boolean[] values) {
    return of(values, values.length);
  }

  /** A tensor of I32 with these values in row-major order. */
  public static Tensor of(int[] values, int... shape) {
    return of(Backends.current(), values, Shape.of(shape));
  }

  /** A tensor of I64 with these values in row-major order. */
  public static Tensor of(long[] values, int... shape) {
    return of(Backends.current(), values, Shape.of(shape));
  }

  /** A tensor of BOOL with these values in row-major order. */
  public static Tensor of(boolean[] values, int... shape) {
    return of(Backends.current(), values, Shape.of(shape));
  }

  private static Tensor of(float[] values, Shape shape) {
    return of(Backends.current(), values, shape);
  }

  /**
   * A tensor on a backend with a copy of a {@code float[]}, {@code double[]}, {@code int[]}, {@code
   * long[]} or {@code boolean[]}.
   *
   * @throws ShapeException if the shape does not have as many elements as the array
   * @throws DTypeException if the object is no such array
   */
  public static Tensor of(Backend backend, Object array, Shape shape) {
    DType.ofArray(array); // names what it takes, and what it got
    int n = java.lang.reflect.Array.getLength(array);
    if (n != shape.size()) {
      throw new ShapeException(
          "of: "
              + n
              + " values do not fill shape "
              + shape
              + ", which has "
              + shape.size()
              + " elements");
    }
    return Memory.upload(backend, array, shape);
  }

  /** A scalar of F32. */
  public static Tensor scalar(double value) {
    return full(Backends.current(), DType.F32, value, Shape.SCALAR);
  }

  /** A scalar. */
  public static Tensor scalar(DType dtype, Number value) {
    return full(Backends.current(), dtype, value, Shape.SCALAR);
  }

  /** Zeros of F32. */
  public static Tensor zeros(int... shape) {
    return zeros(Backends.current(), DType.F32, Shape.of(shape));
  }

  /** Zeros. */
  public static Tensor zeros(Backend backend, DType dtype, Shape shape) {
    return full(backend, dtype, 0, shape);
  }

  /** Ones of F32. */
  public static Tensor ones(int... shape) {
    return full(Backends.current(), DType.F32, 1, Shape.of(shape));
  }

  /** A tensor of one value, F32. */
  public static Tensor full(double value, int... shape) {
    return full(Backends.current(), DType.F32, value, Shape.of(shape));
  }

  /** A tensor of one value. */
  public static Tensor full(Backend backend, DType dtype, Number value, Shape shape) {
    Tensor t = Memory.allocate(backend, dtype, shape);
    if (shape.size() > 0) {
      backend.fill(Memory.operand(t), value);
    }
    return t;
  }

  /** 0, 1, …, n−1 as I64. */
  public static Tensor arange(int n) {
    return arange(Backends.current(), DType.I64, n);
  }

  /** 0, 1, …, n−1. */
  public static Tensor arange(Backend backend, DType dtype, int n) {
    if (n < 0) {
      throw new ArgumentException("arange: " + n + " numbers; pass 0 or more");
    }
    long[] v = new long[n];
    Arrays.setAll(v, i -> i);
    Tensor t = of(backend, v, Shape.of(n));
    return dtype == DType.I64 ? t : t.to(dtype);
  }

  /** start, start + step, … below stop (above, for a negative step), F64. */
  public static Tensor range(double start, double stop, double step) {
    if (step == 0 || !(Math.abs(stop - start) / Math.abs(step) < Integer.MAX_VALUE)) {
      throw new ArgumentException(
          "range: no finite number of steps of " + step + " from " + start + " to " + stop);
    }
    int n = Shape.length("range", (long) Math.max(0, Math.ceil((stop - start) / step)));
    double[] v = new double[n];
    Arrays.setAll(v, i -> start + i * step);
    return of(v);
  }

  /** n numbers from start to stop, both included, at equal distances, F64. */
  public static Tensor linspace(double start, double stop, int n) {
    if (n < 0) {
      throw new ArgumentException("linspace: " + n + " numbers");
    }
    double[] v = new double[n];
    double step = n > 1 ? (stop - start) / (n - 1) : 0;
    Arrays.setAll(v, i -> i < n / 2 ? start + i * step : stop - (n - 1 - i) * step);
    if (n == 1) {
      v[0] = start;
    }
    return of(v);
  }

  /** The identity matrix, F32 [n, n]. */
  public static Tensor eye(int n) {
    return eye(n, n);
  }

  /** Ones on the diagonal, F32 [rows, columns]. */
  public static Tensor eye(int rows, int columns) {
    if (rows < 0 || columns < 0) {
      throw new ArgumentException(
          "eye: " + rows + " rows and " + columns + " columns; pass 0 or more");
    }
    float[] v = new float[Shape.of(rows, columns).size()];
    for (int i = 0; i < Math.min(rows, columns); i++) {
      v[i * columns + i] = 1;
    }
    return of(v, rows, columns);
  }

  /**
   * Each vector broadcast over the axes of all: the first along axis 0, the next along axis 1, …
   */
  public static Tensor[] meshgrid(Tensor... vectors) {
    Shape shape = Shape.SCALAR;
    for (Tensor v : vectors) {
      if (v.rank() > 1) {
        throw new ShapeException("meshgrid: takes vectors, got " + v.shape());
      }
      shape = shape.concat(Shape.of(v.size()));
    }
    Tensor[] r = new Tensor[vectors.length];
    for (int i = 0; i < r.length; i++) {
      int[] d = new int[r.length];
      Arrays.fill(d, 1);
      d[i] = vectors[i].size();
      r[i] = vectors[i].reshape(d).expand(shape);
    }
    return r;
  }

  /** Zeros of this tensor's shape, type and backend. */
  public Tensor zerosLike() {
    return like(0).expand(shape());
  }

  /** Ones of this tensor's shape, type and backend. */
  public Tensor onesLike() {
    return like(1).expand(shape());
  }

  private Tensor like(Number value) {
    return full(backend(), dtype(), value, Shape.SCALAR);
  }

  /** The lengths of the axes. */
  public Shape shape() {
    return layout.shape();
  }

  /** Length of an axis. */
  public int dim(int axis) {
    return layout.shape().dim(axis);
  }

  /** Number of axes. */
  public int rank() {
    return layout.shape().rank();
  }

  /** Number of elements. */
  public int size() {
    return layout.shape().size();
  }

  /** Type of the elements. */
  public DType dtype() {
    return storage.buffer().dtype();
  }

  /** The backend that holds the elements. */
  public Backend backend() {
    return storage.backend();
  }

  /** How the tensor lies in its buffer. */
  public Layout layout() {
    return layout;
  }

  /** Whether gradients flow to or through this tensor. */
  public boolean isTracked() {
    return node != null;
  }

  /** baseˣ elementwise, for a scalar base. */
  public static Tensor pow(double base, Tensor exponent) {
    Tensor x = exponent.to(exponent.dtype().toFloat());
    return Binary.POW.of(Scalars.like(exponent, base), x);
  }

  /**
   * Einstein's summation over named axes, NumPy's notation: {@code "bij,bjk->bik"}. A name that is
   * not in the result is summed over; without {@code ->} the result has the names that occur once,
   * in alphabetical order, after the axes of an ellipsis. A name twice in one operand is its
   * diagonal. Axes of length 1 broadcast.
   */
  public static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.of(equation, operands);
  }

  /** Tensors one after another along an axis; their other axes are equal. */
  public static Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new ShapeException("concat: no tensors");
    }
    int a = parts[0].shape().axis("concat", axis);
    for (Tensor p : parts) {
      if (p.rank() != parts[0].rank()
          || !p.shape().with(a, 0).equals(parts[0].shape().with(a, 0))) {
        throw new ShapeException(
            "concat: "
                + p.shape()
                + " does not fit "
                + parts[0].shape()
                + " along axis "
                + axis
                + "; the other axes must be equal");
      }
    }
    return Dispatch.apply(new Movement.Concat(a), parts);
  }

  /** Tensors of one shape along a new axis. */
  public static Tensor stack(int axis, Tensor... parts) {
    Tensor[] wide = new Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].shape().equals(parts[0].shape())) {
        throw new ShapeException(
            "stack: shapes differ: " + parts[0].shape() + " and " + parts[i].shape());
      }
      wide[i] = parts[i].unsqueeze(axis);
    }
    return concat(axis, wide);
  }

  /** The values as NumPy prints them, abbreviated where there are many. */
  @Override
  public String toString() {
    return TensorPrinter.print(this);
  }
}
