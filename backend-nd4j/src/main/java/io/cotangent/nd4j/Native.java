package io.cotangent.nd4j;

import static java.lang.ref.Reference.reachabilityFence;

import io.cotangent.op.Binary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Elements;
import io.cotangent.spi.Operand;
import java.util.EnumSet;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
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
import org.nd4j.linalg.api.ops.impl.transforms.strict.ACos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ASin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.ATan;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cosh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sinh;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tan;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Elementwise operations on floating-point numbers by ND4J, on dense arrays, always into an array
 * that exists: those that it computes to the last few bits from the smallest subnormal number to
 * infinity. The others are {@link Loops}'.
 */
final class Native {
  /** Functions that ND4J lacks, has in F32 alone, or loses digits, zeros' signs or NaN of. */
  private static final Set<Unary> UNARY_IN_JAVA =
      EnumSet.of(
          Unary.ROUND,
          Unary.TRUNC,
          Unary.EXP2,
          Unary.EXPM1,
          Unary.LOG2,
          Unary.LOG10,
          Unary.LOG1P,
          Unary.ASINH,
          Unary.ACOSH,
          Unary.ATANH,
          Unary.TANH,
          Unary.SIGMOID,
          Unary.ERFINV,
          Unary.LGAMMA,
          Unary.DIGAMMA,
          Unary.RELU,
          Unary.GELU,
          Unary.SILU,
          Unary.SOFTPLUS,
          Unary.NOT);

  private static final Set<Binary> BINARY_IN_JAVA =
      EnumSet.of(
          Binary.MAXIMUM,
          Binary.MINIMUM,
          Binary.REM,
          Binary.REMAINDER,
          Binary.FLOOR_DIV,
          Binary.TRUNC_DIV,
          Binary.ATAN2,
          Binary.HYPOT,
          Binary.LOGADDEXP,
          Binary.XLOGY,
          Binary.POLYGAMMA,
          Binary.AND,
          Binary.OR,
          Binary.XOR,
          Binary.RELU_GRAD,
          Binary.TANH_GRAD,
          Binary.SIGMOID_GRAD,
          Binary.GELU_GRAD,
          Binary.SILU_GRAD);

  private static final Set<Binary> TAKES_NUMBER =
      EnumSet.of(Binary.ADD, Binary.SUB, Binary.MUL, Binary.DIV);

  private final OffHeap memory;

  Native(OffHeap memory) {
    this.memory = memory;
  }

  static void run(Op op) {
    Nd4j.getExecutioner().exec(op);
    reachabilityFence(op);
  }

  static void run(CustomOp op) {
    Nd4j.getExecutioner().exec(op);
    reachabilityFence(op);
  }

  static void run(String name, INDArray z, INDArray... in) {
    run((CustomOp) new DynamicCustomOp(name, in, new INDArray[] {z}));
  }

  /** Whether ND4J computes this row. */
  static boolean has(Unary op) {
    return !UNARY_IN_JAVA.contains(op);
  }

  void unary(Unary op, Operand x, Operand out) {
    try (Dense d = new Dense(memory)) {
      run(of(op, d.of(x).array(), d.out(out)));
    }
  }

  private static Op of(Unary op, INDArray x, INDArray z) {
    return switch (op) {
      case NEG -> new Negative(x, z);
      case ABS -> new Abs(x, z);
      case SIGN -> new Sign(x, z);
      case FLOOR -> new Floor(x, z);
      case CEIL -> new Ceil(x, z);
      case SQUARE -> new Square(x, z);
      case RECIPROCAL -> new Reciprocal(x, z);
      case SQRT -> new Sqrt(x, z);
      case RSQRT -> new RSqrt(x, z);
      case EXP -> new Exp(x, z);
      case LOG -> new Log(x, z);
      case SIN -> new Sin(x, z);
      case COS -> new Cos(x, z);
      case TAN -> new Tan(x, z);
      case ASIN -> new ASin(x, z);
      case ACOS -> new ACos(x, z);
      case ATAN -> new ATan(x, z);
      case SINH -> new Sinh(x, z);
      case COSH -> new Cosh(x, z);
      case ERF -> new Erf(x, z);
      case ERFC -> new Erfc(x, z);
      default -> throw new AssertionError(op);
    };
  }

  /** Whether ND4J computes this row. */
  static boolean has(Binary op) {
    return !BINARY_IN_JAVA.contains(op);
  }

  private static String name(Binary op) {
    return switch (op) {
      case ADD -> "add";
      case SUB -> "subtract";
      case MUL -> "multiply";
      case DIV -> "divide";
      case POW -> "Pow";
      case EQ -> "equals";
      case NE -> "not_equals";
      case LT -> "less";
      case LE -> "less_equal";
      case GT -> "greater";
      case GE -> "greater_equal";
      default -> throw new AssertionError(op);
    };
  }

  void binary(Binary op, Operand a, Operand b, Operand out) {
    try (Dense d = new Dense(memory)) {
      if (TAKES_NUMBER.contains(op) && b.layout().isConstant()) {
        run(withRight(op, d.of(a).array(), number(b), d.out(out)));
      } else if (TAKES_NUMBER.contains(op) && a.layout().isConstant()) {
        run(withLeft(op, number(a), d.of(b).array(), d.out(out)));
      } else {
        INDArray x = d.of(a).array();
        INDArray y = d.of(b).array();
        run(name(op), d.out(out), x, y);
      }
    }
  }

  private static double number(Operand x) {
    return ((Elements) x.buffer()).getDouble(x.layout().offset());
  }

  private static Op withRight(Binary op, INDArray x, double v, INDArray z) {
    return switch (op) {
      case ADD -> new ScalarAdd(x, null, z, v);
      case SUB -> new ScalarSubtraction(x, null, z, v);
      case MUL -> new ScalarMultiplication(x, null, z, v);
      case DIV -> new ScalarDivision(x, null, z, v);
      default -> throw new AssertionError(op);
    };
  }

  private static Op withLeft(Binary op, double v, INDArray x, INDArray z) {
    return switch (op) {
      case ADD -> new ScalarAdd(x, null, z, v);
      case SUB -> new ScalarReverseSubtraction(x, null, z, v);
      case MUL -> new ScalarMultiplication(x, null, z, v);
      case DIV -> new ScalarReverseDivision(x, null, z, v);
      default -> throw new AssertionError(op);
    };
  }

  /** {@code condition ? b : c}. */
  void where(Operand condition, Operand b, Operand c, Operand out) {
    try (Dense d = new Dense(memory)) {
      INDArray x = d.of(condition).array();
      INDArray y = d.of(b).array();
      INDArray w = d.of(c).array();
      run("Where", d.out(out), x, y, w);
    }
  }
}
