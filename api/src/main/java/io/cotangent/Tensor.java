package io.cotangent;

import io.cotangent.autograd.BackwardPass;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Node;
import io.cotangent.autograd.Storage;
import io.cotangent.autograd.Tape;
import io.cotangent.op.Activate;
import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Arrange;
import io.cotangent.op.Binary;
import io.cotangent.op.CrossEntropy;
import io.cotangent.op.Dispatch;
import io.cotangent.op.Einsum;
import io.cotangent.op.Epilogue;
import io.cotangent.op.GatherScatter;
import io.cotangent.op.LogSumExp;
import io.cotangent.op.Matmul;
import io.cotangent.op.Matrices;
import io.cotangent.op.Movement;
import io.cotangent.op.PNorm;
import io.cotangent.op.PadMode;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Select;
import io.cotangent.op.Softmax;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
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
public final class Tensor {
  private static final Matmul MATMUL = new Matmul();

  private final Storage storage;
  private final Layout layout;
  private final @Nullable Node node;

  /** For the engine; users call {@link #of}, {@link #zeros} and the operations. */
  public Tensor(Storage storage, Layout layout, @Nullable Node node) {
    this.storage = storage;
    this.layout = layout;
    this.node = node;
  }

  // ---- making ----

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
    return Memory.wrap(backend, backend.upload(array), shape);
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
      backend.fill(t.operand(), value);
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
   * Each vector stretched over the axes of all: the first along axis 0, the next along axis 1, …
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

  /**
   * A scalar for arithmetic with this tensor: of its type if that is floating point or the value is
   * integral, else of F32.
   */
  private Tensor bound(double value) {
    boolean none = !dtype().isFloat() && dtype() != DType.BOOL && Double.isInfinite(value);
    long most = dtype() == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    return none ? like(value > 0 ? (Number) most : (Number) (-most - 1)) : weak(value);
  }

  private Tensor weak(double value) {
    DType t = dtype();
    if (!t.isFloat() && (value != Math.rint(value) || Double.isInfinite(value))) {
      t = DType.F32;
    } else if (t == DType.BOOL) {
      t = DType.I64;
    }
    return full(backend(), t, t.isFloat() ? (Number) value : (Number) (long) value, Shape.SCALAR);
  }

  // ---- what it is ----

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

  /** The memory, shared with views. */
  public Storage storage() {
    return storage;
  }

  /** The entry of the tape that made this tensor, null if it is not tracked. */
  public @Nullable Node node() {
    return node;
  }

  /** Whether gradients flow to or through this tensor. */
  public boolean isTracked() {
    return node != null;
  }

  /** What kernels take. */
  public Operand operand() {
    return new Operand(storage.buffer(), layout);
  }

  /** An untracked view, for operations that move elements. */
  public Tensor view(Layout other) {
    return new Tensor(storage, other, null);
  }

  // ---- gradients ----

  /**
   * This tensor as a leaf: operations on the result are recorded, and {@link #backward()} gives its
   * gradient.
   */
  public Tensor requiresGrad() {
    return Tape.leaf(this);
  }

  /** This tensor without its history; no gradient flows through the result. */
  public Tensor detach() {
    return node == null ? this : new Tensor(storage, layout, null);
  }

  /** As {@link #detach}: the value, through which no gradient flows. */
  public Tensor stopGradient() {
    return detach();
  }

  /**
   * Lets a function see the cotangent of this tensor in every backward pass that reaches it, all
   * branches added up; what it returns flows on in its place.
   *
   * @throws GradientException if this tensor is not tracked
   */
  public Hook hook(UnaryOperator<Tensor> f) {
    Node n = node;
    if (n == null) {
      throw new GradientException(
          "hook: this tensor "
              + shape()
              + " is not tracked, so no cotangent reaches it; make an input a leaf with requiresGrad()");
    }
    return n.hook(f);
  }

  /**
   * The gradients of this scalar with respect to all leaves it depends on. Frees the graph.
   *
   * @throws GradientException if this has more than one element, is not tracked, or its graph was
   *     freed
   */
  public Gradients backward() {
    return backward(null, new GraphOption[0]);
  }

  /** As {@link #backward()} with options. */
  public Gradients backward(GraphOption... options) {
    return backward(null, options);
  }

  /**
   * The vector-Jacobian products: the gradients of {@code Σ cotangent·this}.
   *
   * @param cotangent of this tensor's shape; null stands for 1, for a tensor of one element
   */
  public Gradients backward(@Nullable Tensor cotangent, GraphOption... options) {
    Node root = node;
    if (root == null) {
      throw new GradientException(
          "backward: this tensor "
              + shape()
              + " is not tracked; make an input a leaf with requiresGrad(), outside noGrad");
    }
    boolean retain = false;
    boolean create = false;
    for (GraphOption o : options) {
      retain |= o == GraphOption.RETAIN;
      create |= o == GraphOption.CREATE;
    }
    List<BackwardPass.Root> roots = List.of(new BackwardPass.Root(root, seed(cotangent)));
    return BackwardPass.toLeaves(roots, retain, create);
  }

  Tensor seed(@Nullable Tensor cotangent) {
    if (cotangent == null) {
      if (size() != 1) {
        throw new GradientException(
            "backward: this tensor has shape "
                + shape()
                + ", not one element; pass a cotangent of that shape, or reduce it first with sum() or mean()");
      }
      return onesLike();
    }
    if (!cotangent.shape().equals(shape())) {
      throw new GradientException(
          "backward: the cotangent has shape "
              + cotangent.shape()
              + ", the tensor "
              + shape()
              + "; they must be equal");
    }
    return cotangent;
  }

  // ---- arithmetic ----

  /** Elementwise sum. */
  public Tensor plus(Tensor b) {
    return Binary.ADD.of(this, b);
  }

  /** Adds a scalar. */
  public Tensor plus(double b) {
    return Binary.ADD.of(this, weak(b));
  }

  /** Elementwise difference. */
  public Tensor minus(Tensor b) {
    return Binary.SUB.of(this, b);
  }

  /** Subtracts a scalar. */
  public Tensor minus(double b) {
    return Binary.SUB.of(this, weak(b));
  }

  /** Elementwise product. */
  public Tensor times(Tensor b) {
    return Binary.MUL.of(this, b);
  }

  /** Multiplies by a scalar. */
  public Tensor times(double b) {
    return Binary.MUL.of(this, weak(b));
  }

  /** Elementwise quotient, in floating point. */
  public Tensor div(Tensor b) {
    return Binary.DIV.of(this, b);
  }

  /** Divides by a scalar, in floating point. */
  public Tensor div(double b) {
    return Binary.DIV.of(this, weak(b));
  }

  /** Elementwise remainder with the dividend's sign, as {@code %} in Java and Kotlin. */
  public Tensor rem(Tensor b) {
    return Binary.REM.of(this, b);
  }

  /** Remainder by a scalar with the dividend's sign. */
  public Tensor rem(double b) {
    return Binary.REM.of(this, weak(b));
  }

  /** Elementwise remainder with the divisor's sign, a − b·⌊a/b⌋. */
  public Tensor remainder(Tensor b) {
    return Binary.REMAINDER.of(this, b);
  }

  /** Remainder by a scalar with the divisor's sign. */
  public Tensor remainder(double b) {
    return Binary.REMAINDER.of(this, weak(b));
  }

  /** ⌊a/b⌋ elementwise, in integers where both are; no gradient flows. */
  public Tensor floorDiv(Tensor b) {
    return Binary.FLOOR_DIV.of(this, b);
  }

  /** a/b rounded towards 0 elementwise, in integers where both are; no gradient flows. */
  public Tensor truncDiv(Tensor b) {
    return Binary.TRUNC_DIV.of(this, b);
  }

  /** this + value·a·b. */
  public Tensor addcmul(Tensor a, Tensor b, double value) {
    return plus(a.times(b).times(value));
  }

  /** this + value·a/b. */
  public Tensor addcdiv(Tensor a, Tensor b, double value) {
    return plus(a.div(b).times(value));
  }

  /**
   * this + weight·(end − this), which is this where the weight is 0 and {@code end} where it is 1.
   */
  public Tensor lerp(Tensor end, Tensor weight) {
    Tensor way = end.minus(this);
    Tensor back = end.minus(way.times(weight.neg().plus(1)));
    return weight.abs().lt(0.5).where(plus(weight.times(way)), back);
  }

  /** this + weight·(end − this), which is this for the weight 0 and {@code end} for 1. */
  public Tensor lerp(Tensor end, double weight) {
    Tensor way = end.minus(this);
    return Math.abs(weight) < 0.5 ? plus(way.times(weight)) : end.minus(way.times(1 - weight));
  }

  /** The angle of the points (x, this), in (−π, π]. */
  public Tensor atan2(Tensor x) {
    return Binary.ATAN2.of(this, x);
  }

  /** √(a² + b²) elementwise, without overflow on the way. */
  public Tensor hypot(Tensor b) {
    return Binary.HYPOT.of(this, b);
  }

  /** log(eᵃ + eᵇ) elementwise, without overflow on the way. */
  public Tensor logaddexp(Tensor b) {
    return Binary.LOGADDEXP.of(this, b);
  }

  /** a·log b elementwise, and 0 where a = 0 unless b is NaN. */
  public Tensor xlogy(Tensor b) {
    return Binary.XLOGY.of(this, b);
  }

  /** −x. */
  public Tensor unaryMinus() {
    return Unary.NEG.of(this);
  }

  /** −x. */
  public Tensor neg() {
    return Unary.NEG.of(this);
  }

  /** xᵇ elementwise. */
  public Tensor pow(Tensor b) {
    return Binary.POW.of(this, b);
  }

  /** xᵇ for a scalar exponent. */
  public Tensor pow(double b) {
    return b == 2
        ? square()
        : b == 0.5 && dtype().isFloat() ? sqrt() : Binary.POW.of(this, weak(b));
  }

  /** baseˣ for a scalar base. */
  public Tensor exponentOf(double base) {
    return Binary.POW.of(weak(base), to(dtype().toFloat()));
  }

  /** The larger of both, elementwise; equal ones share the gradient. */
  public Tensor maximum(Tensor b) {
    return Binary.MAXIMUM.of(this, b);
  }

  /** The larger of x and a scalar. */
  public Tensor maximum(double b) {
    return Binary.MAXIMUM.of(this, weak(b));
  }

  /** The smaller of both, elementwise; equal ones share the gradient. */
  public Tensor minimum(Tensor b) {
    return Binary.MINIMUM.of(this, b);
  }

  /** The smaller of x and a scalar. */
  public Tensor minimum(double b) {
    return Binary.MINIMUM.of(this, weak(b));
  }

  /**
   * min(max(x, low), high); the gradient passes where low ≤ x ≤ high. With low > high all elements
   * are {@code high}.
   */
  public Tensor clamp(double low, double high) {
    return Ternary.CLAMP.of(this, bound(low), bound(high));
  }

  // ---- comparison and logic ----

  /** Elementwise =. */
  public Tensor eq(Tensor b) {
    return Binary.EQ.of(this, b);
  }

  /** Elementwise = with a scalar. */
  public Tensor eq(double b) {
    return Binary.EQ.of(this, weak(b));
  }

  /** Elementwise ≠. */
  public Tensor ne(Tensor b) {
    return Binary.NE.of(this, b);
  }

  /** Elementwise ≠ with a scalar. */
  public Tensor ne(double b) {
    return Binary.NE.of(this, weak(b));
  }

  /** Elementwise &lt;. */
  public Tensor lt(Tensor b) {
    return Binary.LT.of(this, b);
  }

  /** Elementwise &lt; with a scalar. */
  public Tensor lt(double b) {
    return Binary.LT.of(this, weak(b));
  }

  /** Elementwise ≤. */
  public Tensor le(Tensor b) {
    return Binary.LE.of(this, b);
  }

  /** Elementwise ≤ with a scalar. */
  public Tensor le(double b) {
    return Binary.LE.of(this, weak(b));
  }

  /** Elementwise &gt;. */
  public Tensor gt(Tensor b) {
    return Binary.GT.of(this, b);
  }

  /** Elementwise &gt; with a scalar. */
  public Tensor gt(double b) {
    return Binary.GT.of(this, weak(b));
  }

  /** Elementwise ≥. */
  public Tensor ge(Tensor b) {
    return Binary.GE.of(this, b);
  }

  /** Elementwise ≥ with a scalar. */
  public Tensor ge(double b) {
    return Binary.GE.of(this, weak(b));
  }

  /** Elementwise and of BOOL. */
  public Tensor and(Tensor b) {
    return Binary.AND.of(this, b);
  }

  /** Elementwise or of BOOL. */
  public Tensor or(Tensor b) {
    return Binary.OR.of(this, b);
  }

  /** Elementwise exclusive or of BOOL. */
  public Tensor xor(Tensor b) {
    return Binary.XOR.of(this, b);
  }

  /** Elementwise negation of BOOL. */
  public Tensor not() {
    return Unary.NOT.of(this);
  }

  /** {@code a} where this (BOOL) is true, else {@code b}. */
  public Tensor where(Tensor a, Tensor b) {
    return Ternary.WHERE.of(this, a, b);
  }

  // ---- functions ----

  /** eˣ. */
  public Tensor exp() {
    return Unary.EXP.of(this);
  }

  /** Natural logarithm. */
  public Tensor log() {
    return Unary.LOG.of(this);
  }

  /** √x. */
  public Tensor sqrt() {
    return Unary.SQRT.of(this);
  }

  /** 1/√x. */
  public Tensor rsqrt() {
    return Unary.RSQRT.of(this);
  }

  /** x². */
  public Tensor square() {
    return Unary.SQUARE.of(this);
  }

  /** 1/x. */
  public Tensor reciprocal() {
    return Unary.RECIPROCAL.of(this);
  }

  /** |x|, with derivative 0 at 0. */
  public Tensor abs() {
    return Unary.ABS.of(this);
  }

  /** −1, 0 or 1. */
  public Tensor sign() {
    return Unary.SIGN.of(this);
  }

  /** The largest integer not above x. */
  public Tensor floor() {
    return Unary.FLOOR.of(this);
  }

  /** x without its fraction. */
  public Tensor trunc() {
    return Unary.TRUNC.of(this);
  }

  /** Sine of radians. */
  public Tensor sin() {
    return Unary.SIN.of(this);
  }

  /** Cosine of radians. */
  public Tensor cos() {
    return Unary.COS.of(this);
  }

  /** Hyperbolic tangent. */
  public Tensor tanh() {
    return Unary.TANH.of(this);
  }

  /** 1/(1 + e⁻ˣ). */
  public Tensor sigmoid() {
    return Unary.SIGMOID.of(this);
  }

  /** The error function. */
  public Tensor erf() {
    return Unary.ERF.of(this);
  }

  /** max(x, 0), with derivative 0 at 0. */
  public Tensor relu() {
    return Unary.RELU.of(this);
  }

  /** x·Φ(x). */
  public Tensor gelu() {
    return Unary.GELU.of(this);
  }

  /** x·σ(x). */
  public Tensor silu() {
    return Unary.SILU.of(this);
  }

  /** log(1 + eˣ). */
  public Tensor softplus() {
    return Unary.SOFTPLUS.of(this);
  }

  /** ⌈x⌉; no gradient flows. */
  public Tensor ceil() {
    return Unary.CEIL.of(this);
  }

  /** The nearest integer, halves to even; no gradient flows. */
  public Tensor round() {
    return Unary.ROUND.of(this);
  }

  /** 2ˣ. */
  public Tensor exp2() {
    return Unary.EXP2.of(this);
  }

  /** eˣ − 1, without cancellation near 0. */
  public Tensor expm1() {
    return Unary.EXPM1.of(this);
  }

  /** log₂ x. */
  public Tensor log2() {
    return Unary.LOG2.of(this);
  }

  /** log₁₀ x. */
  public Tensor log10() {
    return Unary.LOG10.of(this);
  }

  /** log(1 + x), without cancellation near 0. */
  public Tensor log1p() {
    return Unary.LOG1P.of(this);
  }

  /** tan x. */
  public Tensor tan() {
    return Unary.TAN.of(this);
  }

  /** arcsin x. */
  public Tensor asin() {
    return Unary.ASIN.of(this);
  }

  /** arccos x. */
  public Tensor acos() {
    return Unary.ACOS.of(this);
  }

  /** arctan x. */
  public Tensor atan() {
    return Unary.ATAN.of(this);
  }

  /** sinh x. */
  public Tensor sinh() {
    return Unary.SINH.of(this);
  }

  /** cosh x. */
  public Tensor cosh() {
    return Unary.COSH.of(this);
  }

  /** arsinh x. */
  public Tensor asinh() {
    return Unary.ASINH.of(this);
  }

  /** arcosh x. */
  public Tensor acosh() {
    return Unary.ACOSH.of(this);
  }

  /** artanh x. */
  public Tensor atanh() {
    return Unary.ATANH.of(this);
  }

  /** 1 − erf(x), accurate where it is tiny. */
  public Tensor erfc() {
    return Unary.ERFC.of(this);
  }

  /** The inverse of erf. */
  public Tensor erfinv() {
    return Unary.ERFINV.of(this);
  }

  /** log |Γ(x)|. */
  public Tensor lgamma() {
    return Unary.LGAMMA.of(this);
  }

  /** ψ(x) = Γ′(x)/Γ(x). */
  public Tensor digamma() {
    return Unary.DIGAMMA.of(this);
  }

  /** ψ⁽ⁿ⁾(x), the n-th derivative of {@link #digamma}. */
  public Tensor polygamma(int n) {
    return Binary.POLYGAMMA.of(weak(n), this);
  }

  /** x − trunc(x). */
  public Tensor frac() {
    return minus(trunc());
  }

  /** Where x is not a number. */
  public Tensor isNan() {
    return ne(this);
  }

  /** Where x is infinite. */
  public Tensor isInf() {
    return dtype().isFloat() ? abs().eq(Double.POSITIVE_INFINITY) : ne(this);
  }

  /** Where x is neither infinite nor NaN. */
  public Tensor isFinite() {
    return dtype().isFloat() ? abs().lt(Double.POSITIVE_INFINITY) : eq(this);
  }

  /** With other numbers for NaN, ∞ and −∞; no gradient flows through those. */
  public Tensor nanToNum(double nan, double positive, double negative) {
    Tensor y = isNan().where(zerosLike().plus(nan), this);
    y = eq(Double.POSITIVE_INFINITY).where(zerosLike().plus(positive), y);
    return eq(Double.NEGATIVE_INFINITY).where(zerosLike().plus(negative), y);
  }

  /** 0 for NaN, the largest number of this type for ∞, the smallest for −∞. */
  public Tensor nanToNum() {
    double top = dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    return nanToNum(0, top, -top);
  }

  /** x for x &gt; 0, else α·(eˣ − 1). */
  public Tensor elu(double alpha) {
    return Activate.elu(this, alpha);
  }

  /** x for x &gt; 0, else α·(e^(x/α) − 1). */
  public Tensor celu(double alpha) {
    return Activate.celu(this, alpha);
  }

  /** λ·elu(x, α) with λ ≈ 1.0507, α ≈ 1.6733. */
  public Tensor selu() {
    return Activate.selu(this);
  }

  /** x for x &gt; 0, else slope·x; the derivative at 0 is the slope. */
  public Tensor leakyRelu(double slope) {
    return Activate.leakyRelu(this, slope);
  }

  /** x for x &gt; 0, else w·x with a weight [1], or [C] for the channels of axis 1. */
  public Tensor prelu(Tensor weight) {
    return Activate.prelu(this, weight);
  }

  /** x where |x| &gt; λ, else 0. */
  public Tensor hardshrink(double lambda) {
    return Activate.hardshrink(this, lambda);
  }

  /** x − λ for x &gt; λ, x + λ for x &lt; −λ, else 0. */
  public Tensor softshrink(double lambda) {
    return Activate.softshrink(this, lambda);
  }

  /** x − tanh x. */
  public Tensor tanhshrink() {
    return Activate.tanhshrink(this);
  }

  /** min(max(x, low), high), with derivative 0 at both bounds. */
  public Tensor hardtanh(double low, double high) {
    return Activate.hardtanh(this, low, high);
  }

  /** min(max(x, 0), 6), with derivative 0 at both bounds. */
  public Tensor relu6() {
    return Activate.relu6(this);
  }

  /** relu6(x + 3)/6. */
  public Tensor hardsigmoid() {
    return Activate.hardsigmoid(this);
  }

  /** x·relu6(x + 3)/6. */
  public Tensor hardswish() {
    return Activate.hardswish(this);
  }

  /** x for x &gt; threshold, else a value. */
  public Tensor threshold(double threshold, double value) {
    return Activate.threshold(this, threshold, value);
  }

  /** x/(1 + |x|). */
  public Tensor softsign() {
    return Activate.softsign(this);
  }

  /** log(1 + e^(βx))/β, and x itself where βx is above a threshold. */
  public Tensor softplus(double beta, double threshold) {
    return Activate.softplus(this, beta, threshold);
  }

  /** log σ(x), without overflow. */
  public Tensor logSigmoid() {
    return Activate.logSigmoid(this);
  }

  /** x·tanh(log(1 + eˣ)). */
  public Tensor mish() {
    return Activate.mish(this);
  }

  /** gelu with its tanh approximation. */
  public Tensor geluTanh() {
    return Activate.geluTanh(this);
  }

  /** a·σ(b) for the halves a and b of an axis. */
  public Tensor glu(int axis) {
    return Activate.glu(this, axis);
  }

  /** log(x/(1 − x)). */
  public Tensor logit() {
    return Activate.logit(this);
  }

  /** log(x/(1 − x)) of x moved into [ε, 1 − ε]. */
  public Tensor logit(double epsilon) {
    return Activate.logit(this, epsilon);
  }

  // ---- reductions ----

  /** Sum over axes, over all if none is given. */
  public Tensor sum(int... axes) {
    return sum(axes, false);
  }

  /** Sum over axes, which stay with length 1 if {@code keepDims}. */
  public Tensor sum(int[] axes, boolean keepDims) {
    return reduce(Reduction.SUM, axes, keepDims);
  }

  /** Mean over axes, over all if none is given; of nothing it is NaN. */
  public Tensor mean(int... axes) {
    return mean(axes, false);
  }

  /** Mean over axes, which stay with length 1 if {@code keepDims}. */
  public Tensor mean(int[] axes, boolean keepDims) {
    return dtype().isFloat()
        ? sum(axes, keepDims).div(count(axes))
        : to(DType.F64).mean(axes, keepDims).to(DType.F32);
  }

  private int count(int[] axes) {
    int n = 1;
    for (int a : shape().axes("mean", axes)) {
      n *= dim(a);
    }
    return n;
  }

  /** Product over axes, over all if none is given. */
  public Tensor prod(int... axes) {
    return reduce(Reduction.PROD, axes, false);
  }

  /** Product over axes, which stay with length 1 if {@code keepDims}. */
  public Tensor prod(int[] axes, boolean keepDims) {
    return reduce(Reduction.PROD, axes, keepDims);
  }

  /** Largest over axes, over all if none is given; equal ones share the gradient; NaN wins. */
  public Tensor max(int... axes) {
    return reduce(Reduction.MAX, axes, false);
  }

  /** Largest over axes, which stay with length 1 if {@code keepDims}. */
  public Tensor max(int[] axes, boolean keepDims) {
    return reduce(Reduction.MAX, axes, keepDims);
  }

  /** Smallest over axes, over all if none is given; equal ones share the gradient; NaN wins. */
  public Tensor min(int... axes) {
    return reduce(Reduction.MIN, axes, false);
  }

  /** Smallest over axes, which stay with length 1 if {@code keepDims}. */
  public Tensor min(int[] axes, boolean keepDims) {
    return reduce(Reduction.MIN, axes, keepDims);
  }

  private Tensor reduce(Reduction kind, int[] axes, boolean keepDims) {
    return Dispatch.apply(
        new Reduction.Along(kind, Ints.of(shape().axes(kind.label(), axes)), keepDims), this);
  }

  /** Whether all elements along axes are not 0; over all axes if none is given. */
  public Tensor all(int... axes) {
    return all(axes, false);
  }

  /** Whether all elements along axes, which stay with length 1 if {@code keepDims}, are not 0. */
  public Tensor all(int[] axes, boolean keepDims) {
    return eq(0).any(axes, keepDims).not();
  }

  /** Whether any element along axes is not 0; over all axes if none is given. */
  public Tensor any(int... axes) {
    return any(axes, false);
  }

  /** Whether any element along axes, which stay with length 1 if {@code keepDims}, is not 0. */
  public Tensor any(int[] axes, boolean keepDims) {
    return ne(0).sum(axes, keepDims).gt(0);
  }

  /** How many elements along axes are not 0 (I64); over all axes if none is given. */
  public Tensor countNonzero(int... axes) {
    return ne(0).sum(axes);
  }

  /** (Σ|x|ᵖ)^(1/p) over axes, over all if none is given; see {@link PNorm} for p = 0 and ±∞. */
  public Tensor norm(double p, int... axes) {
    return norm(p, axes, false);
  }

  /** The p-norm over axes, which stay with length 1 if {@code keepDims}. */
  public Tensor norm(double p, int[] axes, boolean keepDims) {
    int[] a = shape().axes("norm", axes);
    Tensor y = new PNorm(p, Ints.of(a)).of(to(dtype().toFloat()));
    return keepDims ? y : y.reshape(shape().reduced(a, false));
  }

  /** x/max(‖x‖ₚ, ε) along an axis. */
  public Tensor normalize(double p, int axis, double epsilon) {
    return div(norm(p, new int[] {axis}, true).maximum(epsilon));
  }

  /** Standard deviation over axes with divisor n − 1, over all if none is given. */
  public Tensor std(int... axes) {
    return std(axes, 1, false);
  }

  /** √variance with divisor n − correction; where it is 0, so is its derivative. */
  public Tensor std(int[] axes, int correction, boolean keepDims) {
    Tensor length = minus(mean(axes, true)).norm(2, axes, keepDims);
    return length.div(Math.sqrt(Math.max(0, count(axes) - correction)));
  }

  /** Running sums along an axis. */
  public Tensor cumsum(int axis) {
    return scan(Scan.CUMSUM, axis);
  }

  /** Running products along an axis. */
  public Tensor cumprod(int axis) {
    return scan(Scan.CUMPROD, axis);
  }

  /** Running log Σ exp along an axis, without overflow. */
  public Tensor logCumsumExp(int axis) {
    return scan(Scan.LOGCUMSUMEXP, axis);
  }

  /** The largest so far along an axis, and where it stood, the last of equals. */
  public ValuesAndIndices cummax(int axis) {
    return search(Scan.CUM_ARGMAX, axis);
  }

  /** The smallest so far along an axis, and where it stood, the last of equals. */
  public ValuesAndIndices cummin(int axis) {
    return search(Scan.CUM_ARGMIN, axis);
  }

  private Tensor scan(Scan kind, int axis) {
    if (rank() == 0) {
      return unsqueeze(0).scan(kind, axis).squeeze(0);
    }
    return Dispatch.apply(new Scan.Along(kind, shape().axis(kind.label(), axis)), this);
  }

  private ValuesAndIndices search(Scan kind, int axis) {
    Tensor at = detach().scan(kind, axis);
    return new ValuesAndIndices(gather(axis, at), at);
  }

  /** The largest along an axis and the position of the first such; the gradient flows there. */
  public ValuesAndIndices maxWithIndices(int axis, boolean keepDims) {
    return at(argmax(axis, true), axis, keepDims);
  }

  /** The smallest along an axis and the position of the first such; the gradient flows there. */
  public ValuesAndIndices minWithIndices(int axis, boolean keepDims) {
    return at(argmin(axis, true), axis, keepDims);
  }

  private ValuesAndIndices at(Tensor positions, int axis, boolean keepDims) {
    Tensor values = gather(axis, positions);
    return keepDims || rank() == 0
        ? new ValuesAndIndices(values, positions)
        : new ValuesAndIndices(values.squeeze(axis), positions.squeeze(axis));
  }

  /** In order along an axis, and where the elements stood; equal ones keep their order. */
  public ValuesAndIndices sort(int axis, boolean descending) {
    if (rank() == 0) {
      return new ValuesAndIndices(this, zeros(backend(), DType.I64, shape()));
    }
    int a = shape().axis("sort", axis);
    return Select.sorted(this, a, descending, 0, dim(a));
  }

  /** Positions (I64) that put an axis in order; equal elements keep theirs, NaN is largest. */
  public Tensor argsort(int axis, boolean descending) {
    return detach().sort(axis, descending).indices();
  }

  /** The k largest, or smallest, along an axis in order, and where they stood. */
  public ValuesAndIndices topk(int k, int axis, boolean largest) {
    if (rank() == 0) {
      return unsqueeze(0).topk(k, axis, largest).mapped(t -> t.squeeze(0));
    }
    int a = shape().axis("topk", axis);
    if (k < 0 || k > dim(a)) {
      throw new ArgumentException("topk: k = " + k + " of an axis of length " + dim(a));
    }
    return Select.sorted(this, a, largest, 0, k);
  }

  /** The k-th smallest, from 1 on, along an axis, and where it stood. */
  public ValuesAndIndices kthValue(int k, int axis, boolean keepDims) {
    if (rank() == 0) {
      return unsqueeze(0).kthValue(k, axis, false);
    }
    int a = shape().axis("kthValue", axis);
    if (k < 1 || k > dim(a)) {
      throw new ArgumentException(
          "kthValue: k = " + k + " is outside 1 … " + dim(a) + ", the length of axis " + axis);
    }
    ValuesAndIndices r = Select.sorted(this, a, false, k - 1, 1);
    return keepDims ? r : r.mapped(t -> t.squeeze(a));
  }

  /** The lower of the middle elements along an axis, and where it stood; NaN if there is one. */
  public ValuesAndIndices median(int axis, boolean keepDims) {
    int n = rank() == 0 ? 1 : dim(shape().axis("median", axis));
    ValuesAndIndices middle = kthValue((n + 1) / 2, axis, true);
    Tensor sick = isNan();
    if (rank() > 0 && dtype().isFloat() && sick.any().toLongs()[0] != 0) {
      int[] axes = {axis};
      Tensor first = sick.to(DType.I64).argmax(axis, true);
      Tensor at = sick.any(axes, true).where(first, middle.indices());
      middle = new ValuesAndIndices(gather(axis, at), at);
    }
    return keepDims || rank() == 0 ? middle : middle.mapped(t -> t.squeeze(axis));
  }

  /** The lower of the middle elements. */
  public Tensor median() {
    return flatten().median(0, false).values();
  }

  /** Position (I64) of the first largest element in row-major order. */
  public Tensor argmax() {
    return flatten().argmax(0);
  }

  /** Position (I64) of the first smallest element in row-major order. */
  public Tensor argmin() {
    return flatten().argmin(0);
  }

  /** Position (I64) of the first largest element along an axis. */
  public Tensor argmax(int axis) {
    return argmax(axis, false);
  }

  /** Position (I64) of the first smallest element along an axis. */
  public Tensor argmin(int axis) {
    return argmin(axis, false);
  }

  /** Position (I64) of the first largest element along an axis, which may stay with length 1. */
  public Tensor argmax(int axis, boolean keepDims) {
    return argReduce(ArgReduction.ARGMAX, axis, keepDims);
  }

  /** Position (I64) of the first smallest element along an axis, which may stay with length 1. */
  public Tensor argmin(int axis, boolean keepDims) {
    return argReduce(ArgReduction.ARGMIN, axis, keepDims);
  }

  private Tensor argReduce(ArgReduction kind, int axis, boolean keepDims) {
    if (rank() == 0) {
      return unsqueeze(0).argReduce(kind, axis, false);
    }
    int a = shape().axis(kind.label(), axis);
    return Dispatch.apply(new ArgReduction.Along(kind, a, keepDims), this);
  }

  /** log Σ exp(x) over axes, over all if none is given, without overflow. */
  public Tensor logSumExp(int... axes) {
    return logSumExp(axes, false);
  }

  /** log Σ exp(x) over axes, which stay with length 1 if {@code keepDims}. */
  public Tensor logSumExp(int[] axes, boolean keepDims) {
    int[] a = shape().axes("logSumExp", axes);
    Tensor y = new LogSumExp(Ints.of(a)).of(to(dtype().toFloat()));
    return keepDims ? y : y.reshape(shape().reduced(a, false));
  }

  /** Variance over axes with divisor n − 1, over all if none is given. */
  public Tensor variance(int... axes) {
    return variance(axes, 1, false);
  }

  /** Σ(x − mean)²/(n − correction) over axes, in two passes, so that large means do not cancel. */
  public Tensor variance(int[] axes, int correction, boolean keepDims) {
    Tensor centred = minus(mean(axes, true));
    return centred.square().sum(axes, keepDims).div(Math.max(0, count(axes) - correction));
  }

  // ---- matrices ----

  /**
   * Matrix product over the last two axes, with broadcast batch axes; a vector is a row on the left
   * and a column on the right, and the added axis is dropped again. Transposed operands are read in
   * place.
   */
  public Tensor matmul(Tensor b) {
    if (rank() == 0 || b.rank() == 0) {
      throw new ShapeException(
          "matmul: takes vectors and matrices, got "
              + shape()
              + " x "
              + b.shape()
              + "; use times for scalars");
    }
    if (rank() == 1 || b.rank() == 1) {
      Tensor left = rank() == 1 ? unsqueeze(0) : this;
      Tensor right = b.rank() == 1 ? b.unsqueeze(1) : b;
      Tensor c = Dispatch.apply(MATMUL, left, right);
      if (b.rank() == 1) {
        c = c.squeeze(-1);
      }
      return rank() == 1 ? c.squeeze(b.rank() == 1 ? -1 : -2) : c;
    }
    return Dispatch.apply(MATMUL, this, b);
  }

  /** x·Wᵀ + b for x [..., in], W [out, in], b [out]. */
  public Tensor linear(Tensor weight, @Nullable Tensor bias) {
    return new Affine(Epilogue.NONE).of(this, weight, bias);
  }

  /** The sum of products over the named axes of an equation; see {@link Einsum}. */
  public static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.of(equation, operands);
  }

  /** aᵢ·bⱼ of two vectors. */
  public Tensor outer(Tensor b) {
    if (rank() != 1 || b.rank() != 1) {
      throw new ShapeException("outer: takes two vectors, got " + shape() + " and " + b.shape());
    }
    return unsqueeze(1).times(b);
  }

  /** β·this + α·a·b, matrix products over the last two axes, batches included. */
  public Tensor addmm(Tensor a, Tensor b, double beta, double alpha) {
    return times(beta).plus(a.matmul(b).times(alpha));
  }

  /** The sum of products over pairs of axes; the axes left of this, then those of b. */
  public Tensor tensordot(Tensor b, int[] axesA, int[] axesB) {
    return Matrices.tensordot(this, b, axesA, axesB);
  }

  /** The Kronecker product: every element of this times all of b, as blocks. */
  public Tensor kron(Tensor b) {
    return Matrices.kron(this, b);
  }

  /** The sum of a matrix's diagonal. */
  public Tensor trace() {
    if (rank() != 2) {
      throw new ShapeException("trace: takes a matrix, got " + shape());
    }
    return diagonal(0, 0, 1).sum();
  }

  /** p-norms of the differences of all rows, [B…, P, M] and [B…, R, M] to [B…, P, R]. */
  public Tensor cdist(Tensor b, double p) {
    return Matrices.cdist(this, b, p);
  }

  /** a·b/(max(‖a‖, ε)·max(‖b‖, ε)) along an axis; shapes broadcast. */
  public Tensor cosineSimilarity(Tensor b, int axis, double epsilon) {
    return Matrices.cosineSimilarity(this, b, axis, epsilon);
  }

  // ---- softmax and losses ----

  /** exp(x)/Σ exp(x) along an axis. */
  public Tensor softmax(int axis) {
    if (rank() == 0) {
      return unsqueeze(0).softmax(axis).squeeze(0);
    }
    return new Softmax(shape().axis("softmax", axis), false).of(to(dtype().toFloat()));
  }

  /** The logarithm of {@link #softmax}, without overflow or cancellation. */
  public Tensor logSoftmax(int axis) {
    if (rank() == 0) {
      return unsqueeze(0).logSoftmax(axis).squeeze(0);
    }
    return new Softmax(shape().axis("logSoftmax", axis), true).of(to(dtype().toFloat()));
  }

  /** exp(−x)/Σ exp(−x) along an axis. */
  public Tensor softmin(int axis) {
    return neg().softmax(axis);
  }

  /**
   * Mean cross-entropy of logits [N, C] with classes [N] (I32 or I64), or with probabilities [N,
   * C].
   *
   * @throws ShapeException if a class is not in 0 … C−1
   */
  public Tensor crossEntropy(Tensor target) {
    return crossEntropyPerRow(target).mean();
  }

  /**
   * Cross-entropy of each row of logits [N, C] with classes [N] (I32 or I64), or with probabilities
   * [N, C]; of shape [N].
   */
  public Tensor crossEntropyPerRow(Tensor target) {
    if (rank() != 2) {
      throw new ShapeException("crossEntropy: logits must be [N, C], got " + shape());
    }
    if (target.dtype().isFloat()) {
      CrossEntropy.checkClasses("crossEntropy", target, shape().without(1));
      if (!target.shape().equals(shape())) {
        throw new ShapeException(
            "crossEntropy: probabilities "
                + target.shape()
                + " must have the logits' shape "
                + shape());
      }
      return CrossEntropy.products(logSoftmax(1), target).sum(1).neg();
    }
    if (target.rank() != 1 || target.dim(0) != dim(0)) {
      throw new ShapeException(
          "crossEntropy: classes "
              + target.shape()
              + " do not fit logits "
              + shape()
              + "; they must be ["
              + dim(0)
              + "]");
    }
    return new CrossEntropy().of(to(dtype().toFloat()), target.to(DType.I64));
  }

  // ---- movement ----

  /** This tensor in another type; gradients flow between floating-point types. */
  public Tensor to(DType dtype) {
    return dtype() == dtype ? this : Dispatch.apply(new Movement.Cast(dtype), this);
  }

  /** This tensor on another backend; the gradient flows back to this one. */
  public Tensor to(Backend backend) {
    return backend() == backend ? this : Dispatch.apply(new Movement.Transfer(backend), this);
  }

  /** This tensor in row-major order: itself, or a copy. */
  public Tensor contiguous() {
    return layout.isDense() && layout.offset() == 0
        ? this
        : Dispatch.apply(new Movement.Cast(dtype()), this);
  }

  /** A copy with memory of its own. */
  public Tensor copy() {
    return Dispatch.apply(new Movement.Cast(dtype()), this);
  }

  /**
   * Other axes over the same elements in row-major order; one length may be −1, for what is left.
   */
  public Tensor reshape(int... dims) {
    int[] d = dims.clone();
    int free = -1;
    long known = 1;
    for (int i = 0; i < d.length; i++) {
      if (d[i] == -1 && free < 0) {
        free = i;
      } else if (d[i] < 0) {
        throw new ShapeException(
            "reshape: length "
                + d[i]
                + " in "
                + Arrays.toString(dims)
                + "; at most one may be -1, none below");
      } else {
        known = Math.min(known * d[i], 1L << 32); // more than any size, and still exact
      }
    }
    if (free >= 0 && known > 0) {
      d[free] = (int) (size() / known);
    } else if (free >= 0) {
      throw new ShapeException(
          "reshape: -1 in "
              + Arrays.toString(dims)
              + " is not determined, because another length is 0");
    }
    return reshape(Shape.of(d));
  }

  /** Other axes over the same elements in row-major order. */
  public Tensor reshape(Shape shape) {
    if (shape.equals(shape())) {
      return this;
    }
    if (shape.size() != size()) {
      throw new ShapeException(
          "reshape: "
              + shape()
              + " has "
              + size()
              + " elements, "
              + shape
              + " has "
              + shape.size());
    }
    return Dispatch.apply(new Movement.Reshape(shape), this);
  }

  /** One axis. */
  public Tensor flatten() {
    return reshape(Shape.of(size()));
  }

  /** Axis i of the result is axis {@code order[i]} of this. */
  public Tensor permute(int... order) {
    int[] o = new int[order.length];
    boolean[] seen = new boolean[rank()];
    boolean once = o.length == rank();
    for (int i = 0; i < o.length; i++) {
      o[i] = shape().axis("permute", order[i]);
      once &= !seen[o[i]];
      seen[o[i]] = true;
    }
    if (!once) {
      throw new ShapeException(
          "permute: " + Arrays.toString(order) + " must name each axis of " + shape() + " once");
    }
    return Dispatch.apply(new Movement.Permute(Ints.of(o)), this);
  }

  /** The axes from one to another, both included, as one. */
  public Tensor flatten(int from, int to) {
    if (rank() == 0) {
      return reshape(Shape.of(1));
    }
    int a = shape().axis("flatten", from);
    int b = shape().axis("flatten", to);
    if (a > b) {
      throw new ShapeException("flatten: axis " + from + " comes after " + to + " in " + shape());
    }
    Shape merged = Shape.of(shape().range(a, b + 1).size());
    return reshape(shape().range(0, a).concat(merged).concat(shape().range(b + 1, rank())));
  }

  /** An axis as several, whose lengths multiply to its length; one may be −1, for what is left. */
  public Tensor unflatten(int axis, int... lengths) {
    int a = shape().axis("unflatten", axis);
    int[] d = lengths.clone();
    long known = 1;
    int free = -1;
    for (int i = 0; i < d.length; i++) {
      if (d[i] == -1 && free < 0) {
        free = i;
      } else {
        known = Math.min(known * d[i], 1L << 32);
      }
    }
    if (free >= 0) {
      d[free] = known == 0 ? 0 : (int) (dim(a) / known);
      known *= d[free];
    }
    if (Arrays.stream(d).anyMatch(n -> n < 0) || known != dim(a)) {
      throw new ShapeException(
          "unflatten: lengths "
              + Arrays.toString(lengths)
              + " do not multiply to "
              + dim(a)
              + ", the length of axis "
              + axis
              + " of "
              + shape());
    }
    return reshape(shape().range(0, a).concat(Shape.of(d)).concat(shape().range(a + 1, rank())));
  }

  /** Axes moved to other places; the others keep their order. */
  public Tensor movedim(int[] from, int[] to) {
    return permute(Arrange.movedOrder(shape(), from, to));
  }

  /** An axis moved to another place; the others keep their order. */
  public Tensor movedim(int from, int to) {
    return movedim(new int[] {from}, new int[] {to});
  }

  /** The whole tensor so many times along each axis; axes may be added in front. */
  public Tensor repeat(int... times) {
    return Arrange.repeat(this, times);
  }

  /** As {@link #repeat}; missing numbers in front are 1. */
  public Tensor tile(int... times) {
    return Arrange.tile(this, times);
  }

  /** Every element of an axis so many times in a row. */
  public Tensor repeatInterleave(int times, int axis) {
    return Arrange.repeatInterleave(this, times, axis);
  }

  /** Element i of an axis {@code times[i]} times in a row. */
  public Tensor repeatInterleave(Tensor times, int axis) {
    return Arrange.repeatInterleave(this, times, axis);
  }

  /** Moved along axes, what leaves at the end comes in at the front; without axes, in all. */
  public Tensor roll(int[] shifts, int... axes) {
    return Arrange.roll(this, shifts, axes);
  }

  /** Turned k times by 90° from the first of two axes towards the second. */
  public Tensor rot90(int k, int first, int second) {
    return Arrange.rot90(this, k, first, second);
  }

  /**
   * The elements whose indices along two axes differ by {@code offset}, a view; the diagonal is the
   * last axis.
   */
  public Tensor diagonal(int offset, int first, int second) {
    int a = shape().axis("diagonal", first);
    int b = shape().axis("diagonal", second);
    if (a == b) {
      throw new ShapeException("diagonal: takes two axes of " + shape() + ", got " + a + " twice");
    }
    return Dispatch.apply(new Movement.Diagonal(a, b, offset), this);
  }

  /** A matrix's diagonal, or the matrix that has this vector as its diagonal and 0 elsewhere. */
  public Tensor diag(int offset) {
    if (rank() == 1) {
      return diagEmbed(offset, 0, 1);
    } else if (rank() == 2) {
      return diagonal(offset, 0, 1);
    }
    throw new ShapeException("diag: takes a vector or a matrix, got " + shape());
  }

  /** The last axis as the diagonal, at an offset, of two axes of the result; 0 elsewhere. */
  public Tensor diagEmbed(int offset, int first, int second) {
    return Arrange.diagEmbed(this, offset, first, second);
  }

  /** Matrices of the last two axes with 0 above the diagonal of an offset. */
  public Tensor tril(int offset) {
    return Arrange.triangle(this, offset, false);
  }

  /** Matrices of the last two axes with 0 below the diagonal of an offset. */
  public Tensor triu(int offset) {
    return Arrange.triangle(this, offset, true);
  }

  /** All windows of {@code size} elements from every {@code step}-th index on; a new last axis. */
  public Tensor unfold(int axis, int size, int step) {
    if (rank() == 0) {
      return unsqueeze(0).unfold(axis, size, step).squeeze(0);
    }
    int a = shape().axis("unfold", axis);
    if (size < 1 || step < 1 || size > dim(a)) {
      throw new ArgumentException(
          "unfold: windows of "
              + size
              + " in steps of "
              + step
              + " of an axis of length "
              + dim(a));
    }
    return Dispatch.apply(new Movement.Unfold(a, size, step, 1), this);
  }

  /** Two axes exchanged. */
  public Tensor transpose(int a, int b) {
    int p = shape().axis("transpose", a);
    int q = shape().axis("transpose", b);
    int[] order = new int[rank()];
    Arrays.setAll(order, i -> i == p ? q : i == q ? p : i);
    return Dispatch.apply(new Movement.Permute(Ints.of(order)), this);
  }

  /** Without an axis of length 1. */
  public Tensor squeeze(int axis) {
    int a = shape().axis("squeeze", axis);
    return dim(a) == 1 ? reshape(shape().without(a)) : this;
  }

  /** Without the axes of length 1. */
  public Tensor squeeze() {
    return reshape(Shape.of(Arrays.stream(shape().dims()).filter(n -> n != 1).toArray()));
  }

  /** With an axis of length 1 before {@code axis}, which may be the rank. */
  public Tensor unsqueeze(int axis) {
    int a = axis < 0 ? axis + rank() + 1 : axis;
    if (a < 0 || a > rank()) {
      throw new ShapeException(
          "unsqueeze: axis "
              + axis
              + " is out of range for "
              + shape()
              + " (-"
              + (rank() + 1)
              + " to "
              + rank()
              + ")");
    }
    return reshape(shape().inserted(a, 1));
  }

  /** Axes of length 1 stretched, and new axes in front; −1 keeps a length. */
  public Tensor expand(int... dims) {
    int[] d = dims.clone();
    for (int i = 0; i < d.length; i++) {
      int from = i - (d.length - rank());
      if (d[i] == -1 && from >= 0) {
        d[i] = dim(from);
      }
    }
    return expand(Shape.of(d));
  }

  /** Stretched to a shape to which this broadcasts. */
  public Tensor expand(Shape shape) {
    if (shape.equals(shape())) {
      return this;
    }
    if (!Shape.broadcast("expand", shape(), shape).equals(shape)) {
      throw new ShapeException("expand: " + shape() + " does not stretch to " + shape);
    }
    return Dispatch.apply(new Movement.Expand(shape), this);
  }

  /**
   * Summed over the axes along which {@code shape} was stretched to this tensor's: the adjoint of
   * {@link #expand}.
   */
  public Tensor sumTo(Shape shape) {
    int lead = rank() - shape.rank();
    int[] axes = new int[rank()];
    int n = 0;
    for (int i = 0; i < rank(); i++) {
      if (i < lead || (shape.dim(i - lead) == 1 && dim(i) != 1)) {
        axes[n++] = i;
      }
    }
    return n == 0 ? reshape(shape) : sum(Arrays.copyOf(axes, n)).reshape(shape);
  }

  /** Ranges of the first axes; single indices drop theirs. */
  public Tensor slice(Slice... slices) {
    if (slices.length > rank()) {
      throw new ShapeException(
          "slice: " + slices.length + " slices for " + shape() + ", which has " + rank() + " axes");
    }
    int[] start = new int[rank()];
    int[] step = new int[rank()];
    int[] count = shape().dims();
    int[] kept = new int[rank()];
    int n = 0;
    for (int i = 0; i < count.length; i++) {
      boolean sliced = i < slices.length;
      if (sliced) {
        start[i] = slices[i].start(count[i]);
        count[i] = slices[i].count(count[i]);
      }
      step[i] = sliced ? slices[i].step() : 1;
      if (!sliced || !slices[i].isSingle()) {
        kept[n++] = count[i];
      }
    }
    Movement.StridedSlice op =
        new Movement.StridedSlice(Ints.of(start), Ints.of(step), Shape.of(count));
    Tensor y = Dispatch.apply(op, this);
    return n == rank() ? y : y.reshape(Shape.of(Arrays.copyOf(kept, n)));
  }

  /** As {@link #slice}; Kotlin's {@code t[a, b]}. */
  public Tensor get(Slice... slices) {
    return slice(slices);
  }

  /** Single indices of the first axes, which are dropped; Kotlin's {@code t[i, j]}. */
  public Tensor get(int... indices) {
    return slice(Arrays.stream(indices).mapToObj(Slice::at).toArray(Slice[]::new));
  }

  /** One range of one axis. */
  public Tensor slice(int axis, Slice range) {
    int a = shape().axis("slice", axis);
    Slice[] all = new Slice[a + 1];
    Arrays.fill(all, Slice.all());
    all[a] = range;
    return slice(all);
  }

  /** The given axes backwards. */
  public Tensor flip(int... axes) {
    Slice[] s = new Slice[rank()];
    Arrays.fill(s, Slice.all());
    for (int a : shape().axes("flip", axes)) {
      s[a] = Slice.of(null, null, -1);
    }
    return slice(s);
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

  /** Pieces of the given lengths along an axis; they add up to its length. */
  public Tensor[] split(int[] lengths, int axis) {
    int a = shape().axis("split", axis);
    boolean negative = Arrays.stream(lengths).anyMatch(n -> n < 0);
    if (negative || Arrays.stream(lengths).asLongStream().sum() != dim(a)) {
      throw new ShapeException(
          "split: lengths "
              + Arrays.toString(lengths)
              + " do not add up to "
              + dim(a)
              + ", the length of axis "
              + axis
              + " of "
              + shape());
    }
    Tensor[] parts = new Tensor[lengths.length];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = slice(a, Slice.of(at, at + lengths[i]));
      at += lengths[i];
    }
    return parts;
  }

  /** Pieces of length {@code size} along an axis, the last one possibly shorter. */
  public Tensor[] split(int size, int axis) {
    if (size <= 0) {
      throw new ShapeException("split: piece length " + size + " must be positive");
    }
    int n = dim(shape().axis("split", axis));
    int[] lengths = new int[n == 0 ? 0 : (n - 1) / size + 1];
    Arrays.setAll(lengths, i -> Math.min(size, n - i * size));
    return split(lengths, axis);
  }

  /** So many pieces along an axis, of one length but for the last, which may be shorter. */
  public Tensor[] chunk(int pieces, int axis) {
    if (pieces < 1) {
      throw new ArgumentException("chunk: " + pieces + " pieces");
    }
    int n = dim(shape().axis("chunk", axis));
    return n == 0 ? new Tensor[] {this} : split((n - 1) / pieces + 1, axis);
  }

  /** The slices along an axis, which is dropped. */
  public Tensor[] unbind(int axis) {
    int a = shape().axis("unbind", axis);
    Tensor[] r = new Tensor[dim(a)];
    Arrays.setAll(r, i -> slice(a, Slice.at(i)));
    return r;
  }

  /**
   * More of the same around: pairs (before, after) starting with the last axis.
   *
   * @param mode what stands around: the tensor mirrored at its edge, its edge repeated, or the
   *     tensor from its other end on
   */
  public Tensor pad(PadMode mode, int... widths) {
    return Arrange.pad(this, mode, widths);
  }

  /**
   * A constant around: pairs (before, after) starting with the last axis, as PyTorch has them;
   * negative widths crop.
   *
   * @param value what to fill with
   * @param widths before and after the last axis, before and after the one in front of it, …
   */
  public Tensor pad(double value, int... widths) {
    if (widths.length % 2 != 0 || widths.length > 2 * rank()) {
      throw new ShapeException(
          "pad: "
              + widths.length
              + " widths for "
              + shape()
              + "; pass pairs (before, after), last axis first, at most one pair an axis");
    }
    int[] start = new int[rank()];
    int[] step = new int[rank()];
    int[] outer = shape().dims();
    Slice[] crop = new Slice[rank()];
    Arrays.fill(step, 1);
    Arrays.fill(crop, Slice.all());
    for (int i = 0; i < widths.length; i += 2) {
      int a = rank() - 1 - i / 2;
      int before = widths[i];
      int after = widths[i + 1];
      long length = (long) dim(a) + before + after;
      if (length < 0) {
        throw new ShapeException(
            "pad: crops " + (dim(a) - length) + " of axis " + a + ", which has length " + dim(a));
      }
      outer[a] = Shape.length("pad: axis " + a, length);
      long first = Math.min(Math.max(-(long) before, 0), dim(a));
      long end = Math.max(dim(a) - Math.max(-(long) after, 0), 0);
      crop[a] = Slice.of((int) first, (int) end);
      start[a] = Math.max(before, 0);
    }
    Tensor inner = slice(crop);
    Movement.StridedSlice places =
        new Movement.StridedSlice(Ints.of(start), Ints.of(step), inner.shape());
    return Dispatch.apply(new Movement.Pad(places, Shape.of(outer), value), inner);
  }

  // ---- indexing ----

  /**
   * {@code y[…, i, …] = x[…, index[…, i, …], …]} along an axis; of the index's shape. Negative
   * indices count from the end.
   */
  public Tensor gather(int axis, Tensor index) {
    if (rank() == 0 && index.rank() == 0) {
      return unsqueeze(0).gather(axis, index.unsqueeze(0)).squeeze(0);
    }
    return Dispatch.apply(new GatherScatter.Gather(shape().axis("gather", axis)), this, index);
  }

  /** The given indices (a vector of I32 or I64) of an axis. */
  public Tensor indexSelect(int axis, Tensor index) {
    int a = shape().axis("indexSelect", axis);
    return gather(a, alongAxis("indexSelect", a, index));
  }

  /**
   * {@code y = x} with {@code y[…, index[…, i, …], …] += src[…, i, …]}; {@code src} may be longer
   * than the index.
   */
  public Tensor scatterAdd(int axis, Tensor index, Tensor src) {
    return Dispatch.apply(
        new GatherScatter.ScatterAdd(shape().axis("scatterAdd", axis)),
        this,
        index,
        used(index, src));
  }

  /** {@code y = x} with slice i of {@code src} along the axis added to slice {@code index[i]}. */
  public Tensor indexAdd(int axis, Tensor index, Tensor src) {
    int a = shape().axis("indexAdd", axis);
    return scatterAdd(a, alongAxis("indexAdd", a, index), src);
  }

  /**
   * {@code y = x} with {@code y[…, index[…, i, …], …] = src[…, i, …]}; of several elements for one
   * place the last stays. {@code src} may be longer than the index.
   */
  public Tensor scatter(int axis, Tensor index, Tensor src) {
    return Dispatch.apply(
        new GatherScatter.Scatter(shape().axis("scatter", axis)), this, index, used(index, src));
  }

  /** {@link #scatter(int, Tensor, Tensor)} of one value. */
  public Tensor scatter(int axis, Tensor index, double value) {
    return scatter(
        axis, index, full(backend(), dtype(), value, Shape.SCALAR).expand(index.shape()));
  }

  private static Tensor used(Tensor index, Tensor src) {
    if (src.shape().equals(index.shape())) {
      return src;
    }
    Slice[] part = new Slice[Math.min(src.rank(), index.rank())];
    Arrays.setAll(part, i -> Slice.until(index.dim(i)));
    return src.slice(part);
  }

  /** {@code y = x} with slice {@code index[i]} along the axis replaced by slice i of a source. */
  public Tensor indexCopy(int axis, Tensor index, Tensor src) {
    int a = shape().axis("indexCopy", axis);
    return scatter(a, alongAxis("indexCopy", a, index), src);
  }

  /** {@code y = x} with the given slices along the axis filled with a value. */
  public Tensor indexFill(int axis, Tensor index, double value) {
    int a = shape().axis("indexFill", axis);
    return scatter(a, alongAxis("indexFill", a, index), value);
  }

  /** NumPy's indexing: ranges, tensors of places or truth values, new axes, an ellipsis. */
  public Tensor index(Index... indices) {
    return Select.index(this, indices);
  }

  /** A copy with other values, which broadcast, at indices: put there, or added. */
  public Tensor indexPut(Tensor values, boolean accumulate, Index... indices) {
    return Select.indexPut(this, values, accumulate, indices);
  }

  /** The elements at flat positions, of their shape; negative ones count from the end. */
  public Tensor take(Tensor positions) {
    return Select.take(this, positions);
  }

  /** {@link #gather} with shapes that broadcast but for the axis. */
  public Tensor takeAlongAxis(int axis, Tensor index) {
    int a = shape().axis("takeAlongAxis", axis);
    if (index.rank() != rank()) {
      throw new ShapeException(
          "takeAlongAxis: index " + index.shape() + " must have as many axes as " + shape());
    }
    Shape common = Shape.broadcast("takeAlongAxis", shape().with(a, 1), index.shape().with(a, 1));
    return expand(common.with(a, dim(a))).gather(a, index.expand(common.with(a, index.dim(a))));
  }

  /** The elements where a mask, which broadcasts, is true, as a vector. */
  public Tensor maskedSelect(Tensor mask) {
    return Select.maskedSelect(this, mask);
  }

  /** A value where a mask, which broadcasts to this, is true. */
  public Tensor maskedFill(Tensor mask, double value) {
    return Select.maskedFill(this, mask, value);
  }

  /** The elements of a source, in order, where a mask, which broadcasts to this, is true. */
  public Tensor maskedScatter(Tensor mask, Tensor src) {
    return Select.maskedScatter(this, mask, src);
  }

  /** Positions (I64) [count, rank] of the elements that are not 0. */
  public Tensor nonzero() {
    return Select.nonzero(this);
  }

  /** Rows (I64) [shape…, classes] with a 1 at the class that this tensor of integers names. */
  public Tensor oneHot(int classes) {
    return Select.oneHot(this, classes);
  }

  /** How often each number from 0 on occurs in this row of integers (I64). */
  public Tensor binCount(int minLength) {
    return Select.binCount(this, minLength);
  }

  /**
   * Where values would stand in these sorted rows so that they stay sorted (I64): before equal
   * elements, or after them if {@code right}.
   */
  public Tensor searchSorted(Tensor values, boolean right) {
    return Select.searchSorted(this, values, right);
  }

  private Tensor alongAxis(String op, int axis, Tensor index) {
    if (index.rank() != 1) {
      throw new ShapeException(
          op + ": the index must be a vector, got " + index.shape() + "; use gather for more");
    }
    int[] column = new int[rank()];
    Arrays.fill(column, 1);
    column[axis] = index.dim(0);
    return index.reshape(Shape.of(column)).expand(shape().with(axis, index.dim(0)));
  }

  // ---- values ----

  /** The value of a tensor of one element. */
  public double item() {
    if (size() != 1) {
      throw new ShapeException("item: the tensor has shape " + shape() + ", not one element");
    }
    return toDoubles()[0];
  }

  /** The values in row-major order as F32. */
  public float[] toFloats() {
    return (float[]) to(DType.F32).toArray();
  }

  /** The values in row-major order as F64. */
  public double[] toDoubles() {
    return (double[]) to(DType.F64).toArray();
  }

  /** The values in row-major order as I64. */
  public long[] toLongs() {
    return (long[]) to(DType.I64).toArray();
  }

  /** The values in row-major order in an array of this tensor's type. */
  public Object toArray() {
    Tensor dense = contiguous();
    return backend().download(dense.storage.buffer(), size());
  }

  /** The values as NumPy prints them, abbreviated where there are many. */
  @Override
  public String toString() {
    return TensorPrinter.print(this);
  }
}
