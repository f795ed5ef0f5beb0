package io.cotangent.nd4j;

import static java.util.Objects.requireNonNull;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.CrossEntropy;
import io.cotangent.op.Epilogue;
import io.cotangent.op.Fused;
import io.cotangent.op.Reduction;
import io.cotangent.op.Softmax;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.op.UpdateRules.AdamStep;
import io.cotangent.op.UpdateRules.SgdStep;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Elements;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.reduce.same.Min;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarDivision;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseDivision;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseSubtraction;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarSubtraction;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Ceil;
import org.nd4j.linalg.api.ops.impl.transforms.same.Floor;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.api.ops.impl.transforms.same.TimesOneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ACos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ASin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATan;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sinh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Swish;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tan;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs operations on ND4J. Floating-point maths is ND4J's, on dense arrays alone, always into an
 * array that exists; matrix products are its OpenBLAS's. Movement, integers and truth values are
 * loops over the same memory on this side: a native call costs as much as some thousand elements,
 * and ND4J's views cannot be relied on.
 */
public final class Nd4jBackend implements Backend {
  private static final System.Logger LOG = System.getLogger("io.cotangent");

  /** Functions that ND4J lacks or has in F32 alone. */
  private static final Set<Unary> UNARY_IN_JAVA =
      EnumSet.of(
          Unary.EXP2,
          Unary.LOG2,
          Unary.LOG10,
          Unary.ROUND,
          Unary.ASINH,
          Unary.ACOSH,
          Unary.ATANH,
          Unary.ERFINV,
          Unary.LGAMMA,
          Unary.DIGAMMA);

  private static final Set<Binary> BINARY_IN_JAVA =
      EnumSet.of(
          Binary.REM,
          Binary.REMAINDER,
          Binary.FLOOR_DIV,
          Binary.TRUNC_DIV,
          Binary.ATAN2,
          Binary.HYPOT,
          Binary.LOGADDEXP,
          Binary.XLOGY,
          Binary.POLYGAMMA);

  private static final Set<Binary> TAKES_NUMBER =
      EnumSet.of(Binary.ADD, Binary.SUB, Binary.MUL, Binary.DIV);
  private static final Set<Binary> LOSE_NAN =
      EnumSet.of(
          Binary.MAXIMUM, Binary.MINIMUM, Binary.RELU_GRAD, Binary.GELU_GRAD, Binary.SILU_GRAD);
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  /** Rows that are added up at a time. */
  private static final int BLOCK = 256;

  private final OffHeap memory = new OffHeap();
  private final Convolutions convolutions = new Convolutions(memory);
  private final Pools pools = new Pools(memory);
  private final int threads;

  /**
   * A backend of its own; users get one from {@link io.cotangent.Backends}.
   *
   * @throws LinkageError if the native library cannot be loaded
   */
  public Nd4jBackend(int threads) {
    this.threads = threads;
    Nd4j.getBackend(); // loads the library
    // ND4J's own threads spin, and take the cores from OpenBLAS's: training is twice as slow.
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    Blas.setThreads(threads);
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public String description() {
    return "ND4J "
        + version()
        + " with OpenBLAS, "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  private static String version() {
    String path = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
    try (InputStream in = Nd4j.class.getResourceAsStream(path)) {
      Properties p = new Properties();
      if (in != null) {
        p.load(in);
      }
      return p.getProperty("version", "of unknown version");
    } catch (IOException e) {
      return "of unknown version";
    }
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    return memory.take(dtype, size);
  }

  @Override
  public void recycle(Buffer buffer) {
    memory.give((Nd4jBuffer) buffer);
  }

  @Override
  public Buffer upload(Object array) {
    Nd4jBuffer b = memory.take(DType.ofArray(array), Array.getLength(array));
    b.upload(array);
    return b;
  }

  @Override
  public Object download(Buffer buffer, int size) {
    return ((Nd4jBuffer) buffer).download(size);
  }

  @Override
  public void fill(Operand out, Number value) {
    ElementLoops.fill(out, value);
  }

  @Override
  public void copy(Operand x, Operand out) {
    ElementLoops.copy(x, out);
  }

  // ---- elementwise ----

  /** Whether all elements, and their sum, are finite. ND4J loses NaN in some operations. */
  private static boolean isFinite(INDArray x, Dense d, DType dtype) {
    Nd4jBuffer sum = d.temporary(dtype, 1);
    run(new Sum(x, sum.array(), 0));
    return Double.isFinite(sum.getDouble(0));
  }

  private static void run(Op op) {
    Nd4j.getExecutioner().exec(op);
  }

  private static void run(String name, INDArray z, INDArray... in) {
    Nd4j.getExecutioner().exec(new DynamicCustomOp(name, in, new INDArray[] {z}));
  }

  private static INDArray whole(Operand out) {
    return ((Nd4jBuffer) out.buffer()).array();
  }

  /** Tells once that an operation has no native form. */
  private static void onThisSide(String op) {
    if (TOLD.add(op)) {
      LOG.log(System.Logger.Level.INFO, "nd4j: {0} is computed in Java, not by ND4J", op);
    }
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    if (!x.dtype().isFloat() || UNARY_IN_JAVA.contains(op)) {
      if (x.dtype().isFloat()) {
        onThisSide(op.label());
      }
      ElementLoops.unary(op, x, out);
      return;
    }
    try (Dense d = new Dense(memory)) {
      unary(op, d.of(x).array(), d.out(out), d, x.dtype());
    }
  }

  /** Temporaries come first and {@code z} last: it may be {@code x}. */
  private static void unary(Unary op, INDArray x, INDArray z, Dense d, DType dtype) {
    switch (op) {
      case NEG -> run(new Negative(x, z));
      case ABS -> run(new Abs(x, z));
      case SIGN -> run(new Sign(x, z));
      case FLOOR -> run(new Floor(x, z));
      case TRUNC -> {
        INDArray t = temporary(d, dtype, x);
        run(new Abs(x, t));
        run(new Floor(t, t));
        run(new Sign(x, z));
        run("multiply", z, z, t);
      }
      case SQUARE -> run(new Square(x, z));
      case RECIPROCAL -> run(new Reciprocal(x, z));
      case SQRT -> run(new Sqrt(x, z));
      case RSQRT -> run(new RSqrt(x, z));
      case EXP -> run(new Exp(x, z));
      case LOG -> run(new Log(x, z));
      case SIN -> run(new Sin(x, z));
      case COS -> run(new Cos(x, z));
      case TANH -> run(new Tanh(x, z));
      case SIGMOID -> run(new Sigmoid(x, z));
      case ERF -> run(new Erf(x, z));
      case RELU -> run(new RectifiedLinear(x, z, 0));
      case GELU -> run("multiply", z, x, normalCdf(x, temporary(d, dtype, x)));
      case SILU -> run(new Swish(x, z));
      case SOFTPLUS -> {
        // ND4J's own overflows: max(x, 0) + log(1 + exp(−|x|)).
        INDArray t = temporary(d, dtype, x);
        run(new Abs(x, t));
        run(new Negative(t, t));
        run(new Exp(t, t));
        run(new Log1p(t, t));
        run(new RectifiedLinear(x, z, 0));
        run("add", z, z, t);
      }
      case CEIL -> run(new Ceil(x, z));
      case TAN -> run(new Tan(x, z));
      case ASIN -> run(new ASin(x, z));
      case ACOS -> run(new ACos(x, z));
      case ATAN -> run(new ATan(x, z));
      case SINH -> run(new Sinh(x, z));
      case COSH -> run(new Cosh(x, z));
      case EXPM1 -> run(new Expm1(x, z));
      case LOG1P -> run(new Log1p(x, z));
      case ERFC -> run(new Erfc(x, z));
      case EXP2, LOG2, LOG10, ROUND, ASINH, ACOSH, ATANH, ERFINV, LGAMMA, DIGAMMA, NOT ->
          throw new AssertionError(op + " is computed on this side");
    }
  }

  private static INDArray temporary(Dense d, DType dtype, INDArray like) {
    return d.temporary(dtype, (int) like.length()).array();
  }

  /** Φ(x) = (1 + erf(x/√2))/2. */
  private static INDArray normalCdf(INDArray x, INDArray z) {
    run(new ScalarMultiplication(x, null, z, Math.sqrt(0.5)));
    run(new Erf(z, z));
    run(new ScalarMultiplication(z, null, z, 0.5));
    run(new ScalarAdd(z, null, z, 0.5));
    return z;
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    if (!a.dtype().isFloat() || BINARY_IN_JAVA.contains(op)) {
      if (a.dtype().isFloat()) {
        onThisSide(op.label());
      }
      ElementLoops.binary(op, a, b, out);
      return;
    }
    if (TAKES_NUMBER.contains(op) && (a.layout().isConstant() || b.layout().isConstant())) {
      withNumber(op, a, b, out);
      return;
    }
    try (Dense d = new Dense(memory)) {
      INDArray x = d.of(a).array();
      INDArray y = d.of(b).array();
      if (LOSE_NAN.contains(op) && !(isFinite(x, d, a.dtype()) && isFinite(y, d, a.dtype()))) {
        ElementLoops.binary(op, a, b, out);
        return;
      }
      INDArray z = d.out(out);
      String name = name(op);
      if (name != null) {
        run(name, z, x, y);
      } else {
        gradient(op, x, y, z, d, a.dtype());
      }
    }
  }

  /** With one and the same number on one side, which takes no array. */
  private void withNumber(Binary op, Operand a, Operand b, Operand out) {
    boolean right = b.layout().isConstant();
    Operand number = right ? b : a;
    double v = ((Elements) number.buffer()).getDouble(number.layout().offset());
    try (Dense d = new Dense(memory)) {
      INDArray x = d.of(right ? a : b).array();
      INDArray z = d.out(out);
      run(
          switch (op) {
            case ADD -> new ScalarAdd(x, null, z, v);
            case MUL -> new ScalarMultiplication(x, null, z, v);
            case SUB ->
                right
                    ? new ScalarSubtraction(x, null, z, v)
                    : new ScalarReverseSubtraction(x, null, z, v);
            case DIV ->
                right
                    ? new ScalarDivision(x, null, z, v)
                    : new ScalarReverseDivision(x, null, z, v);
            default -> throw new AssertionError(op);
          });
    }
  }

  private static @Nullable String name(Binary op) {
    return switch (op) {
      case ADD -> "add";
      case SUB -> "subtract";
      case MUL -> "multiply";
      case DIV -> "divide";
      case POW -> "Pow";
      case MAXIMUM -> "maximum";
      case MINIMUM -> "minimum";
      case EQ -> "equals";
      case NE -> "not_equals";
      case LT -> "less";
      case LE -> "less_equal";
      case GT -> "greater";
      case GE -> "greater_equal";
      case REM,
          REMAINDER,
          FLOOR_DIV,
          TRUNC_DIV,
          ATAN2,
          HYPOT,
          LOGADDEXP,
          XLOGY,
          POLYGAMMA,
          AND,
          OR,
          XOR,
          RELU_GRAD,
          TANH_GRAD,
          SIGMOID_GRAD,
          GELU_GRAD,
          SILU_GRAD ->
          null;
    };
  }

  /** Backward operations from the cotangent g and the input or output y of forward. */
  private static void gradient(
      Binary op, INDArray g, INDArray y, INDArray z, Dense d, DType dtype) {
    INDArray t = temporary(d, dtype, y);
    switch (op) {
      case RELU_GRAD -> run("relu_bp", z, y, g);
      case TANH_GRAD -> {
        run(new Square(y, t));
        run(new ScalarReverseSubtraction(t, null, t, 1));
        run("multiply", z, t, g);
      }
      case SIGMOID_GRAD -> {
        run(new TimesOneMinus(y, t));
        run("multiply", z, t, g);
      }
      case GELU_GRAD -> {
        INDArray density = temporary(d, dtype, y);
        run(new Square(y, density));
        run(new ScalarMultiplication(density, null, density, -0.5));
        run(new Exp(density, density));
        run(new ScalarMultiplication(density, null, density, 1 / Math.sqrt(2 * Math.PI)));
        run("multiply", density, density, y);
        run("add", t, normalCdf(y, t), density);
        run("multiply", z, t, g);
      }
      case SILU_GRAD -> {
        INDArray s = temporary(d, dtype, y);
        run(new Sigmoid(y, s));
        run(new ScalarReverseSubtraction(s, null, t, 1));
        run("multiply", t, t, y);
        run(new ScalarAdd(t, null, t, 1));
        run("multiply", t, t, s);
        run("multiply", z, t, g);
      }
      default -> throw new AssertionError(op);
    }
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    if (!out.dtype().isFloat()) {
      ElementLoops.ternary(op, a, b, c, out);
      return;
    }
    try (Dense d = new Dense(memory)) {
      INDArray x = d.of(a).array();
      INDArray y = d.of(b).array();
      INDArray w = d.of(c).array();
      if (op == Ternary.CLAMP && !isFinite(x, d, out.dtype())) {
        ElementLoops.ternary(op, a, b, c, out);
        return;
      }
      INDArray z = d.out(out);
      switch (op) {
        case WHERE -> run("Where", z, x, y, w);
        case CLAMP -> {
          INDArray t = temporary(d, out.dtype(), x);
          run("maximum", t, x, y);
          run("minimum", z, t, w);
        }
      }
    }
  }

  // ---- reductions ----

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    int rows = out.shape().size();
    int n = rows == 0 ? 0 : x.shape().size() / rows;
    if (!x.dtype().isFloat() || n == 0) {
      ElementLoops.reduce(op, x, axes, out);
      return;
    }
    if (op == Reduction.PROD) {
      onThisSide("prod"); // ND4J multiplies in F32, and overflows on the way
      ElementLoops.reduce(op, x, axes, out);
      return;
    }
    boolean leading = axes.length > 0 && axes[axes.length - 1] == axes.length - 1;
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer in = d.of(leading ? x : x.as(x.layout().moveToEnd(axes)));
      if (op != Reduction.SUM && !isFinite(in.array(), d, x.dtype())) {
        ElementLoops.reduce(op, x, axes, out);
        return;
      }
      INDArray z = d.out(out);
      if (leading && op == Reduction.SUM && n > BLOCK) {
        sumOfBlocks(in, n, rows, z, d);
        return;
      }
      INDArray m = leading ? in.array(n, rows) : in.array(rows, n);
      int along = leading ? 0 : 1;
      switch (op) {
        case SUM -> run(new Sum(m, z, along));
        case MAX -> run(new Max(m, z, along));
        case MIN -> run(new Min(m, z, along));
        case PROD -> throw new AssertionError(op);
      }
    }
  }

  /** ND4J adds up columns one row after another, which loses digits when rows are many. */
  private static void sumOfBlocks(Nd4jBuffer x, int n, int width, INDArray z, Dense d) {
    int blocks = (n + BLOCK - 1) / BLOCK;
    Nd4jBuffer partial = d.temporary(x.dtype(), blocks * width);
    for (int b = 0; b < blocks; b++) {
      int rows = Math.min(BLOCK, n - b * BLOCK);
      run(
          new Sum(
              x.arrayFrom(b * BLOCK * width, rows, width), partial.arrayFrom(b * width, width), 0));
    }
    run(new Sum(partial.array(blocks, width), z, 0));
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    ElementLoops.argReduce(op, x, axis, out);
  }

  // ---- matrices ----

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    int rank = out.shape().rank();
    int m = out.shape().dim(-2);
    int n = out.shape().dim(-1);
    int k = a.shape().dim(-1);
    int batch = out.shape().range(0, rank - 2).size();
    if (out.shape().size() == 0) {
      return;
    }
    if (k == 0) {
      fill(out, 0);
      return;
    }
    try (Dense d = new Dense(memory)) {
      Operand x = readable(a, d);
      Operand y = readable(b, d);
      for (int i = 0; i < batch; i++) {
        Blas.multiply(m, n, k, matrix(x, i), matrix(y, i), 0, (Nd4jBuffer) out.buffer(), i * m * n);
      }
    }
  }

  private static Operand readable(Operand x, Dense d) {
    return Blas.Form.of(x.layout()) != null ? x : new Operand(d.of(x), Layout.dense(x.shape()));
  }

  /** Matrix number {@code i} of a readable batch. */
  private static Blas.Matrix matrix(Operand x, int i) {
    Layout l = x.layout();
    int at = l.offset();
    int rest = i;
    for (int axis = l.shape().rank() - 3; axis >= 0; axis--) {
      at += rest % l.shape().dim(axis) * l.stride(axis);
      rest /= l.shape().dim(axis);
    }
    return new Blas.Matrix((Nd4jBuffer) x.buffer(), at, requireNonNull(Blas.Form.of(l)));
  }

  // ---- indexing ----

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    ElementLoops.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    ElementLoops.scatterAdd(src, axis, index, out);
  }

  // ---- composites ----

  @Override
  public @Nullable Kernel kernel(Fused op, DType dtype) {
    if (op instanceof Affine affine) {
      return (in, out) -> linear(affine.epilogue(), in, out[0]);
    } else if (op instanceof Softmax s) {
      return (in, out) -> softmax(s, in[0], out[0]);
    } else if (op instanceof CrossEntropy) {
      return (in, out) -> crossEntropy(in[0], in[1], out[0]);
    } else if (op instanceof CrossEntropy.Grad) {
      return (in, out) -> crossEntropyGrad(in[0], in[1], in[2], out[0]);
    } else if (op instanceof AdamStep step && !step.amsgrad()) {
      return (in, out) -> adam(step, in);
    } else if (op instanceof SgdStep step && step.momentum() == 0 && step.weightDecay() == 0) {
      return (in, out) -> sgd(step.lr(), in[0], in[1]);
    }
    Kernel kernel = convolutions.kernel(op);
    return kernel == null ? pools.kernel(op) : kernel;
  }

  private void linear(Epilogue activation, Operand[] in, Operand out) {
    int m = out.shape().dim(0);
    int n = out.shape().dim(1);
    int k = in[0].shape().dim(1);
    if (out.shape().size() == 0) {
      return;
    }
    if (in.length > 2) {
      copy(in[2].as(in[2].layout().expand(out.shape())), out);
    } else if (k == 0) {
      fill(out, 0);
    }
    try (Dense d = new Dense(memory)) {
      if (k > 0) {
        Operand x = readable(in[0], d);
        Operand w = readable(in[1], d);
        Blas.multiply(
            m,
            n,
            k,
            matrix(x, 0),
            matrix(w, 0).transposed(),
            in.length > 2 ? 1 : 0,
            (Nd4jBuffer) out.buffer(),
            0);
      }
      Unary f = activation.function();
      if (f != null) {
        unary(f, whole(out), whole(out), d, out.dtype());
      }
    }
  }

  private void softmax(Softmax op, Operand x, Operand out) {
    int n = x.shape().dim(op.axis());
    if (x.shape().size() == 0) {
      return;
    }
    boolean last = op.axis() == x.shape().rank() - 1;
    int rows = x.shape().size() / n;
    try (Dense d = new Dense(memory)) {
      Layout moved = x.layout().moveToEnd(op.axis());
      Nd4jBuffer z = last ? (Nd4jBuffer) out.buffer() : d.temporary(x.dtype(), rows * n);
      INDArray in = d.of(x.as(moved)).array(rows, n);
      if (op.log()) {
        logSoftmax(in, z.array(rows, n), d, x.dtype());
      } else {
        run("softmax", z.array(rows, n), in);
      }
      if (!last) {
        Operand place = out.as(out.layout().moveToEnd(op.axis()));
        copy(new Operand(z, Layout.dense(moved.shape())), place);
      }
    }
  }

  /** z = x − max − ln Σ exp(x − max). ND4J's is ln softmax(x), −∞ where the softmax underflows. */
  private static void logSoftmax(INDArray x, INDArray z, Dense d, DType dtype) {
    int rows = (int) x.size(0);
    int n = (int) x.size(1);
    Nd4jBuffer ofRow = d.temporary(dtype, rows);
    run(new Max(x, ofRow.array(rows), 1));
    run("subtract", z, x, ofRow.array(rows, 1));
    INDArray exp = d.temporary(dtype, rows * n).array(rows, n);
    run(new Exp(z, exp));
    run(new Sum(exp, ofRow.array(rows), 1));
    run(new Log(ofRow.array(rows), ofRow.array(rows)));
    run("subtract", z, z, ofRow.array(rows, 1));
  }

  private void crossEntropy(Operand x, Operand classes, Operand out) {
    int rows = x.shape().dim(0);
    int n = x.shape().dim(1);
    if (x.shape().size() == 0) {
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer z = d.temporary(x.dtype(), rows * n);
      logSoftmax(d.of(x).array(rows, n), z.array(rows, n), d, x.dtype());
      Nd4jBuffer c = d.of(classes);
      for (int r = 0; r < rows; r++) {
        int at = Shape.index("crossEntropy: class", c.getLong(r), n, false);
        ((Elements) out.buffer()).setDouble(r, -z.getDouble(r * n + at));
      }
    }
  }

  private void crossEntropyGrad(Operand x, Operand classes, Operand g, Operand out) {
    int rows = x.shape().dim(0);
    int n = x.shape().dim(1);
    if (x.shape().size() == 0) {
      return;
    }
    try (Dense d = new Dense(memory)) {
      Nd4jBuffer z = (Nd4jBuffer) out.buffer();
      run("softmax", z.array(rows, n), d.of(x).array(rows, n));
      Nd4jBuffer c = d.of(classes);
      for (int r = 0; r < rows; r++) {
        int at = r * n + (int) c.getLong(r);
        z.setDouble(at, z.getDouble(at) - 1);
      }
      run("multiply", z.array(rows, n), z.array(rows, n), d.of(g).array(rows, 1));
    }
  }

  /**
   * ND4J's update is lr·√c₂/c₁·m/(√v + ε) with cᵢ = 1 − βᵢᵗ; with ε·√c₂ for ε it is ours. It
   * overwrites the gradient with the update.
   */
  private void adam(AdamStep step, Operand[] in) {
    if (in[0].shape().size() == 0) {
      return;
    }
    try (Dense d = new Dense(memory)) {
      INDArray p = whole(in[0]);
      Nd4jBuffer buffer = d.temporary(in[0].dtype(), in[0].shape().size());
      INDArray update = buffer.array();
      if (step.weightDecay() != 0 && !step.decoupled()) {
        run(new ScalarMultiplication(p, null, update, step.weightDecay()));
        run("add", update, update, d.of(in[3]).array());
      } else {
        copy(in[3], new Operand(buffer, Layout.dense(in[3].shape())));
        if (step.weightDecay() != 0) {
          run(new ScalarMultiplication(p, null, p, 1 - step.lr() * step.weightDecay()));
        }
      }
      Nd4j.getExecutioner()
          .exec(
              new org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater(
                  update,
                  whole(in[2]),
                  whole(in[1]),
                  step.lr(),
                  step.beta1(),
                  step.beta2(),
                  step.epsilon() * Math.sqrt(step.correction2()),
                  (int) step.step() - 1));
      run("subtract", p, p, update);
    }
  }

  private void sgd(double lr, Operand p, Operand g) {
    if (p.shape().size() > 0) {
      try (Dense d = new Dense(memory)) {
        Blas.addScaled(-lr, d.of(g), (Nd4jBuffer) p.buffer());
      }
    }
  }
}
