package io.cotangent.kit;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.ArgSort;
import io.cotangent.op.Binary;
import io.cotangent.op.Epilogue;
import io.cotangent.op.GatherScatter;
import io.cotangent.op.GruSequence;
import io.cotangent.op.GruStep;
import io.cotangent.op.LogSumExp;
import io.cotangent.op.LstmSequence;
import io.cotangent.op.LstmStep;
import io.cotangent.op.Matmul;
import io.cotangent.op.Movement;
import io.cotangent.op.PNorm;
import io.cotangent.op.PlaneWindows;
import io.cotangent.op.Reduction;
import io.cotangent.op.ScaledDotProduct;
import io.cotangent.op.Scan;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.SoftmaxCrossEntropy;
import io.cotangent.op.Standardize;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Points at which operations are easily wrong: zeros, ties, infinities, NaN, rows that are −∞ or
 * hugely negative throughout, means far larger than their spread. What is right stands here as
 * numbers, so that a rule that is wrong on every backend, and on the oracle, is found.
 */
final class SpecialPoints {
  private static final double INF = POSITIVE_INFINITY;
  private static final double NINF = NEGATIVE_INFINITY;

  /** log 2. */
  private static final double LN2 = 0.6931471805599453;

  /** π/2. */
  private static final double HALF_PI = 1.5707963267948966;

  /** Below the smallest normal number of F32, 2⁻¹²⁶. */
  private static final double SUBNORMAL = 0x1p-140;

  /**
   * A point.
   *
   * @param name for reports
   * @param covers the operations
   * @param f the use
   * @param inputs on the oracle
   * @param values of f, in row-major order
   * @param cotangents of f, or null if no gradient is checked
   * @param gradients by the inputs of floating point
   */
  record Point(
      String name,
      Set<?> covers,
      Function<Tensor[], Tensor> f,
      List<Tensor> inputs,
      double[] values,
      double @Nullable [] cotangents,
      List<double[]> gradients) {

    /** With the gradients of the sum of all values. */
    Point gradients(double[]... expected) {
      return gradientsOf(filled(values.length, 1), expected);
    }

    /** With the gradients for other cotangents. */
    Point gradientsOf(double[] cotangents, double[]... expected) {
      return new Point(name, covers, f, inputs, values, cotangents, List.of(expected));
    }
  }

  private final Backend oracle;
  private final List<Point> points = new ArrayList<>();

  private SpecialPoints(Backend oracle) {
    this.oracle = oracle;
  }

  static List<Point> all(Backend oracle) {
    SpecialPoints s = new SpecialPoints(oracle);
    s.kinks();
    s.limits();
    s.nearZero();
    s.pairs();
    s.folds();
    s.norms();
    s.scans();
    s.order();
    s.logits();
    s.statistics();
    s.windows();
    s.movement();
    s.products();
    s.networks();
    return s.points;
  }

  private static double[] v(double... values) {
    return values;
  }

  private static double[] filled(int n, double value) {
    double[] a = new double[n];
    Arrays.fill(a, value);
    return a;
  }

  private Tensor vector(double... values) {
    return Tensor.of(oracle, values, Shape.of(values.length));
  }

  private Tensor matrix(int columns, double... values) {
    return Tensor.of(oracle, values, Shape.of(values.length / columns, columns));
  }

  private Tensor index(long... values) {
    return Tensor.of(oracle, values, Shape.of(values.length));
  }

  private void add(Point p) {
    points.add(p);
  }

  private static Point point(
      String name, Object op, Function<Tensor[], Tensor> f, double[] values, Tensor... inputs) {
    return new Point(name, Set.of(op), f, List.of(inputs), values, null, List.of());
  }

  private Point at(Unary op, double[] x, double... y) {
    return point(op.label() + " at " + text(x), op, in -> op.of(in[0]), y, vector(x));
  }

  private Point at(Binary op, double[] a, double[] b, double... y) {
    String name = op.label() + " at " + text(a) + ", " + text(b);
    return point(name, op, in -> op.of(in[0], in[1]), y, vector(a), vector(b));
  }

  private static String text(double[] x) {
    return Arrays.toString(x).replace("Infinity", "∞").replace(".0,", ",").replace(".0]", "]");
  }

  // ---- one input ----

  private void kinks() {
    add(at(Unary.ABS, v(-2, -0.0, 0, 2, NINF), 2, 0, 0, 2, INF).gradients(v(-1, 0, 0, 1, -1)));
    add(at(Unary.RELU, v(-1, -0.0, 0, 1, INF), 0, 0, 0, 1, INF).gradients(v(0, 0, 0, 1, 1)));
    add(at(Unary.SIGN, v(-3, -0.0, 0, 3, INF), -1, 0, 0, 1, 1).gradients(filled(5, 0)));
    add(
        at(Unary.ROUND, v(-1.5, -0.5, 0.5, 1.5, 2.5, 3.5), -2, 0, 0, 2, 2, 4)
            .gradients(filled(6, 0)));
    add(at(Unary.FLOOR, v(-1.5, -1, -0.0, 0.5, 1), -2, -1, 0, 0, 1).gradients(filled(5, 0)));
    add(at(Unary.CEIL, v(-1.5, -1, 0.0, 0.5, 1), -1, -1, 0, 1, 1).gradients(filled(5, 0)));
    add(at(Unary.TRUNC, v(-1.5, -1, -0.5, 0.5, 1.5), -1, -1, 0, 0, 1).gradients(filled(5, 0)));
    // 1/y tells the sign of a zero.
    signOfZero(Unary.NEG, 0.0, NINF);
    signOfZero(Unary.NEG, -0.0, INF);
    signOfZero(Unary.ABS, -0.0, INF);
    signOfZero(Unary.SQRT, -0.0, NINF);
    signOfZero(Unary.CEIL, -0.5, NINF);
    signOfZero(Unary.TRUNC, -0.5, NINF);
    signOfZero(Unary.ROUND, -0.25, NINF);
    signOfZero(Unary.FLOOR, -0.0, NINF);
    signOfZero(Unary.SIN, -0.0, NINF);
    signOfZero(Unary.TANH, -0.0, NINF);
    signOfZero(Unary.EXPM1, -0.0, NINF);
    signOfZero(Unary.LOG1P, -0.0, NINF);
    for (Unary op : List.of(Unary.NEG, Unary.ABS)) {
      double y = op == Unary.NEG ? -1 : 1;
      add(
          point(
              op.label() + " of a subnormal number",
              op,
              in -> op.of(in[0]).times(0x1p100).times(0x1p40),
              v(y),
              vector(SUBNORMAL)));
    }
  }

  private void signOfZero(Unary op, double x, double y) {
    add(
        point(
            "1 / " + op.label() + " at " + text(v(x)),
            op,
            in -> op.of(in[0]).reciprocal(),
            v(y),
            vector(x)));
  }

  /** Where functions saturate, have poles, or end. */
  private void limits() {
    double big = 1e30;
    add(at(Unary.EXP, v(NINF, -big, -100, 0, big, INF), 0, 0, 0, 1, INF, INF));
    add(at(Unary.EXP, v(-big, -1000), 0, 0).gradients(v(0, 0)));
    add(at(Unary.EXPM1, v(NINF, -big, INF), -1, -1, INF));
    add(at(Unary.LOG, v(0, -0.0, -1, INF, 1), NINF, NINF, NaN, INF, 0));
    add(at(Unary.LOG, v(0), NINF).gradients(v(INF)));
    add(at(Unary.LOG1P, v(-1, -2, INF), NINF, NaN, INF));
    add(at(Unary.LOG1P, v(-1), NINF).gradients(v(INF)));
    add(at(Unary.SQRT, v(0, INF, -1), 0, INF, NaN));
    add(at(Unary.SQRT, v(0), 0).gradients(v(INF)));
    add(at(Unary.RSQRT, v(0, INF, -1), INF, 0, NaN));
    add(at(Unary.RECIPROCAL, v(0, -0.0, INF, NINF), INF, NINF, 0, 0));
    add(at(Unary.RECIPROCAL, v(0), INF).gradients(v(NINF)));
    add(
        at(Unary.TANH, v(NINF, -big, -20, 20, big, INF), -1, -1, -1, 1, 1, 1)
            .gradients(filled(6, 0)));
    add(at(Unary.SIGMOID, v(NINF, -big, big, INF), 0, 0, 1, 1).gradients(filled(4, 0)));
    add(at(Unary.SIGMOID, v(0), 0.5).gradients(v(0.25)));
    add(at(Unary.SOFTPLUS, v(-big, 0, big), 0, LN2, big).gradients(v(0, 0.5, 1)));
    add(at(Unary.SOFTPLUS, v(NINF, INF), 0, INF).gradients(v(0, 1)));
    add(
        at(Unary.GELU, v(-1e10, -20, 0, 20, 1e10), 0, 0, 0, 20, 1e10)
            .gradients(v(0, 0, 0.5, 1, 1)));
    add(at(Unary.SILU, v(-1e10, 0, 1e10), 0, 0, 1e10).gradients(v(0, 0.5, 1)));
    add(at(Unary.ERF, v(NINF, -big, big, INF), -1, -1, 1, 1).gradients(filled(4, 0)));
    add(at(Unary.ERFC, v(NINF, -big, big, INF), 2, 2, 0, 0).gradients(filled(4, 0)));
    add(at(Unary.ERFINV, v(-1, 0, 1), NINF, 0, INF));
    add(
        at(Unary.ATAN, v(NINF, -big, big, INF), -HALF_PI, -HALF_PI, HALF_PI, HALF_PI)
            .gradients(filled(4, 0)));
    add(at(Unary.ASIN, v(1, -1, 2), HALF_PI, -HALF_PI, NaN));
    add(at(Unary.ASIN, v(1, -1), HALF_PI, -HALF_PI).gradients(v(INF, INF)));
    add(at(Unary.ACOS, v(1, -1, 2), 0, 2 * HALF_PI, NaN));
    add(at(Unary.ACOS, v(1, -1), 0, 2 * HALF_PI).gradients(v(NINF, NINF)));
    add(at(Unary.ACOSH, v(1, 0.5, INF), 0, NaN, INF));
    add(at(Unary.ATANH, v(1, -1, 2), INF, NINF, NaN));
    add(
        at(Unary.ASINH, v(-1e10, 1e10), -23.718998110500402, 23.718998110500402)
            .gradients(v(1e-10, 1e-10)));
    add(at(Unary.SINH, v(-big, big), NINF, INF));
    add(at(Unary.COSH, v(-big, big), INF, INF));
    add(at(Unary.SIN, v(INF, NaN), NaN, NaN));
    add(at(Unary.COS, v(NINF, NaN), NaN, NaN));
    add(at(Unary.TAN, v(INF, NaN), NaN, NaN));
    add(at(Unary.LGAMMA, v(0, 1, 2, -1, INF), INF, 0, 0, INF, INF));
    add(at(Unary.DIGAMMA, v(1, 0.5), -0.5772156649015329, -1.9635100260214235));
    add(
        at(
            Unary.DIGAMMA,
            v(-0.5, -2.5, -1, 20),
            0.03648997397857652,
            1.1031566406452432,
            NaN,
            2.9705239922421491));
    add(
        at(
            Unary.LGAMMA,
            v(-0.5, -2.5, 0.5),
            1.2655121234846454,
            -0.056243716497674054,
            0.5723649429247001));
    add(at(Unary.EXP2, v(-big, 0, big), 0, 1, INF));
    add(at(Unary.LOG2, v(0, 8, -1), NINF, 3, NaN));
    add(at(Unary.LOG10, v(0, 1000, -1), NINF, 3, NaN));
    add(at(Unary.SQUARE, v(NINF, 0, 1e10), INF, 0, 1e20));
    add(
        point(
            "clamp at [-2, -1, 0, 2, 3, NaN]",
            Ternary.CLAMP,
            in -> in[0].clamp(-1, 2),
            v(-1, -1, 0, 2, 2, NaN),
            vector(-2, -1, 0, 2, 3, NaN)));
    add(
        point(
                "clamp at its bounds",
                Ternary.CLAMP,
                in -> in[0].clamp(-1, 2),
                v(-1, -1, 0, 2, 2, -1, 2),
                vector(-2, -1, 0, 2, 3, NINF, INF))
            .gradients(v(0, 1, 1, 1, 0, 0, 0)));
    add(
        point(
                "where, the other side not finite",
                Ternary.WHERE,
                in -> in[0].gt(0).where(in[0], in[1]),
                v(1, 3, INF, 5),
                vector(1, -1, INF, NINF),
                vector(NaN, 3, NaN, 5))
            .gradientsOf(v(INF, 2, 1, INF), v(INF, 0, 1, 0), v(0, 2, 0, INF)));
  }

  /** f(x)/x where f(x) = x + O(x³) or O(x²): nothing is lost to a 1. */
  private void nearZero() {
    double x = 0x1p-40;
    for (Unary op :
        List.of(
            Unary.EXPM1,
            Unary.LOG1P,
            Unary.SIN,
            Unary.TAN,
            Unary.SINH,
            Unary.TANH,
            Unary.ASIN,
            Unary.ATAN,
            Unary.ASINH,
            Unary.ATANH)) {
      add(
          point(
              op.label() + " near 0, relatively",
              op,
              in -> op.of(in[0]).div(in[0]),
              v(1, 1),
              vector(x, -x)));
    }
    add(
        point(
            "erf near 0, relatively",
            Unary.ERF,
            in -> in[0].erf().div(in[0]),
            v(1.1283791670955126, 1.1283791670955126),
            vector(x, -x)));
    add(
        point(
            "erfc far out, relatively",
            Unary.ERFC,
            in -> in[0].erfc().times(1e30),
            v(2.0884875837625448e-15),
            vector(10)));
  }

  // ---- two inputs ----

  private void pairs() {
    add(
        at(Binary.MAXIMUM, v(1, 2, 2, -0.5), v(3, 2, 1, NINF), 3, 2, 2, -0.5)
            .gradients(v(0, 0.5, 1, 1), v(1, 0.5, 0, 0)));
    add(
        at(Binary.MINIMUM, v(1, 2, 2, -0.5), v(3, 2, 1, INF), 1, 2, 1, -0.5)
            .gradients(v(1, 0.5, 0, 1), v(0, 0.5, 1, 0)));
    for (Binary op : List.of(Binary.MAXIMUM, Binary.MINIMUM)) {
      add(at(op, v(NaN, 1), v(1, NaN), NaN, NaN));
      boolean first = op == Binary.MINIMUM;
      add(
          at(op, v(1), v(2), first ? 1 : 2)
              .gradientsOf(v(INF), v(first ? INF : 0), v(first ? 0 : INF)));
    }
    add(
        at(
            Binary.POW,
            v(0, 0, 2, -2, 4, 0, INF, NINF),
            v(0, 2, 0, 3, 0.5, -1, 0, 3),
            1,
            0,
            1,
            -8,
            2,
            INF,
            1,
            NINF));
    add(at(Binary.POW, v(-2, -1), v(0.5, NaN), NaN, NaN));
    add(
        at(Binary.POW, v(0, 0, 0, 3), v(0, 1, 2, 2), 1, 0, 0, 9)
            .gradients(v(0, 1, 0, 6), v(0, 0, 0, 9.887510598012987)));
    add(at(Binary.DIV, v(1, -1, 0, INF, 1), v(0, 0, 0, INF, INF), INF, NINF, NaN, NaN, 0));
    add(at(Binary.MUL, v(0, INF, NINF), v(INF, INF, 2), NaN, INF, NINF));
    add(at(Binary.ADD, v(INF, INF, 1e30), v(NINF, 1, -1e30), NaN, INF, 0));
    add(at(Binary.SUB, v(INF, INF, 1e30), v(NINF, INF, 1e30), INF, NaN, 0));
    add(at(Binary.REM, v(-7, 7, -7, 7, 6, -6), v(3, -3, -3, 3, 3, 3), -1, 1, -1, 1, 0, 0));
    add(at(Binary.REMAINDER, v(-7, 7, -7, 7, 6, -6), v(3, -3, -3, 3, 3, 3), 2, -2, -1, 1, 0, 0));
    add(at(Binary.FLOOR_DIV, v(-7, 7, -7, 7, 6), v(3, -3, -3, 3, 3), -3, -3, 2, 2, 2));
    add(at(Binary.TRUNC_DIV, v(-7, 7, -7, 7, 6), v(3, -3, -3, 3, 3), -2, -2, 2, 2, 2));
    add(
        at(
            Binary.ATAN2,
            v(0, 0, -1, 1, 1e20),
            v(1, -1, 0, 0, 1e20),
            0,
            2 * HALF_PI,
            -HALF_PI,
            HALF_PI,
            HALF_PI / 2));
    add(
        at(Binary.ATAN2, v(1e30, 3), v(1e30, 4), HALF_PI / 2, 0.6435011087932844)
            .gradients(v(0, 0.16), v(0, -0.12)));
    add(at(Binary.HYPOT, v(0, 3e30, -5), v(0, 4e30, 12), 0, 5e30, 13));
    add(
        at(Binary.HYPOT, v(3e30, -5), v(4e30, 12), 5e30, 13)
            .gradients(v(0.6, -0.38461538461538464), v(0.8, 0.9230769230769231)));
    add(
        at(
            Binary.LOGADDEXP,
            v(NINF, NINF, 0, 1e4, INF, 5),
            v(NINF, 2, NINF, -1e4, 1, 5),
            NINF,
            2,
            0,
            1e4,
            INF,
            5 + LN2));
    add(
        at(Binary.LOGADDEXP, v(NINF, 1e4, 5), v(2, -1e4, 5), 2, 1e4, 5 + LN2)
            .gradients(v(0, 1, 0.5), v(1, 0, 0.5)));
    add(at(Binary.XLOGY, v(0, 0, 2, 0, 1), v(0, 3, 1, INF, 0), 0, 0, 0, 0, NINF));
    add(at(Binary.XLOGY, v(0, 0), v(NaN, 2), NaN, 0));
    compared(Binary.EQ, 0, 1, 0, 0);
    compared(Binary.NE, 1, 0, 1, 1);
    compared(Binary.LT, 0, 0, 0, 1);
    compared(Binary.LE, 0, 1, 0, 1);
    compared(Binary.GT, 0, 0, 0, 0);
    compared(Binary.GE, 0, 1, 0, 0);
  }

  private void compared(Binary op, double nan, double zeros, double withNaN, double infinities) {
    add(at(op, v(NaN, -0.0, 1, NINF), v(NaN, 0, NaN, INF), nan, zeros, withNaN, infinities));
  }

  // ---- folds ----

  private Point fold(Reduction op, double[] x, double y) {
    return point(
        op.label() + " of " + text(x),
        op,
        in -> Samples.reduce(op, in[0], new int[] {}, false),
        v(y),
        vector(x));
  }

  /** The rows of [2, n] are folded, and the columns of its transposed. */
  private void rows(Reduction op, double[] first, double y, double[] second, double z) {
    double[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Tensor x = matrix(first.length, both);
    add(
        point(
            op.label() + " of rows " + text(both),
            op,
            in -> Samples.reduce(op, in[0], new int[] {1}, false),
            v(y, z),
            x));
    add(
        point(
            op.label() + " of columns " + text(both),
            op,
            in -> Samples.reduce(op, in[0], new int[] {0}, false),
            v(y, z),
            x.permute(1, 0).copy()));
  }

  private void folds() {
    add(fold(Reduction.SUM, v(INF, 1, NINF), NaN));
    add(fold(Reduction.SUM, v(1e30, 1e30, -1e30), 1e30));
    add(fold(Reduction.PROD, v(0, 2, 3), 0).gradients(v(6, 0, 0)));
    add(fold(Reduction.PROD, v(0, 2, 0), 0).gradients(v(0, 0, 0)));
    add(fold(Reduction.PROD, v(0, INF, 1), NaN));
    add(fold(Reduction.MAX, v(2, 1, 2, 0), 2).gradients(v(0.5, 0, 0.5, 0)));
    add(fold(Reduction.MAX, v(-3, -1, -2), -1).gradients(v(0, 1, 0)));
    add(fold(Reduction.MAX, v(NINF, NINF), NINF).gradients(v(0.5, 0.5)));
    add(fold(Reduction.MAX, v(1, NaN, 3), NaN));
    add(fold(Reduction.MAX, v(NaN, NINF), NaN));
    add(fold(Reduction.MIN, v(2, 1, 1, 5), 1).gradients(v(0, 0.5, 0.5, 0)));
    add(fold(Reduction.MIN, v(3, 1, 2), 1).gradients(v(0, 1, 0)));
    add(fold(Reduction.MIN, v(INF, INF), INF).gradients(v(0.5, 0.5)));
    add(fold(Reduction.MIN, v(1, NaN, -3), NaN));
    add(fold(Reduction.MAX, v(1, 2), 2).gradientsOf(v(INF), v(0, INF)));
    rows(Reduction.MAX, filled(9, -3), -3, v(NaN, 1, 1, 1, 1, 1, 1, 1, 1), NaN);
    rows(Reduction.MIN, filled(9, 3), 3, v(1, 1, 1, 1, 1, 1, 1, 1, NaN), NaN);
    rows(Reduction.SUM, filled(9, SUBNORMAL), 0, v(1, 1, 1, 1, 1, 1, 1, 1, INF), INF);
    rows(Reduction.PROD, filled(9, -1), -1, v(0, 1, 1, 1, 1, 1, 1, 1, NaN), NaN);
    first(ArgReduction.ARGMAX, v(1, 3, 3), 1, v(NaN, 5, NaN), 0, v(NINF, NINF, NINF), 0);
    first(ArgReduction.ARGMAX, v(-0.0, 0, 0), 0, v(5, NaN, 9), 1, v(-5, -3, -4), 1);
    first(ArgReduction.ARGMIN, v(3, 1, 1), 1, v(NaN, 5, NaN), 0, v(INF, INF, INF), 0);
    first(ArgReduction.ARGMIN, v(0, -0.0, 0), 0, v(5, NaN, -9), 1, v(5, 3, 4), 1);
  }

  /** The first of equals; NaN is extreme. */
  private void first(ArgReduction op, double[] a, int i, double[] b, int j, double[] c, int k) {
    double[] all = new double[9];
    System.arraycopy(a, 0, all, 0, 3);
    System.arraycopy(b, 0, all, 3, 3);
    System.arraycopy(c, 0, all, 6, 3);
    add(
        point(
            op.label() + " of " + text(all),
            op,
            in -> op == ArgReduction.ARGMAX ? in[0].argmax(1) : in[0].argmin(1),
            v(i, j, k),
            matrix(3, all)));
  }

  private void norms() {
    for (double p : new double[] {0, 0.5, 1, 2, 3, INF}) {
      add(
          point("norm of zeros, p = " + p, PNorm.class, in -> in[0].norm(p, 0), v(0), vector(0, 0))
              .gradients(v(0, 0)));
    }
    norm(1, v(-3, 0, 4), 7, v(-1, 0, 1));
    norm(2, v(-3, 0, 4), 5, v(-0.6, 0, 0.8));
    norm(3, v(-1, 0, 2), 2.080083823051904, v(-0.23112042478354488, 0, 0.9244816991341795));
    norm(INF, v(-3, 0, 3), 3, v(-0.5, 0, 0.5));
    norm(NINF, v(-3, 1, 5), 1, v(0, 1, 0));
    norm(0, v(-3, 0, 4), 2, v(0, 0, 0));
  }

  private void norm(double p, double[] x, double y, double[] gradient) {
    add(
        point(
                "norm of " + text(x) + ", p = " + p,
                PNorm.class,
                in -> in[0].norm(p, 0),
                v(y),
                vector(x))
            .gradients(gradient));
  }

  // ---- along an axis ----

  private Point scan(Scan op, double[] x, double... y) {
    return point(
        op.label() + " of " + text(x),
        op,
        in ->
            switch (op) {
              case CUMSUM -> in[0].cumsum(0);
              case CUMPROD -> in[0].cumprod(0);
              case LOGCUMSUMEXP -> in[0].logCumsumExp(0);
              case CUM_ARGMAX -> in[0].cummax(0).indices();
              case CUM_ARGMIN -> in[0].cummin(0).indices();
            },
        y,
        vector(x));
  }

  private void scans() {
    add(scan(Scan.CUMSUM, v(1, INF, 2, NINF, 1), 1, INF, INF, NaN, NaN));
    add(scan(Scan.CUMPROD, v(2, 0, 3, INF), 2, 0, 0, NaN));
    add(scan(Scan.CUMPROD, v(2, 0, 3), 2, 0, 0).gradients(v(1, 8, 0)));
    add(scan(Scan.CUMPROD, v(0, 0, 3), 0, 0, 0).gradients(v(1, 0, 0)));
    add(
        scan(Scan.LOGCUMSUMEXP, v(NINF, NINF, 0, NINF, 1), NINF, NINF, 0, 0, 1.3132616875182228)
            .gradientsOf(v(0, 0, 1, 1, 1), v(0, 0, 2.2689414213699951, 0, 0.7310585786300049)));
    add(scan(Scan.LOGCUMSUMEXP, v(NINF, NINF), NINF, NINF).gradients(v(0, 0)));
    add(scan(Scan.LOGCUMSUMEXP, v(1, INF, 2, NINF), 1, INF, INF, INF));
    add(scan(Scan.LOGCUMSUMEXP, v(NINF, INF), NINF, INF));
    add(scan(Scan.LOGCUMSUMEXP, v(1e8, 1e8, -1e8), 1e8, 1e8 + LN2, 1e8 + LN2));
    add(scan(Scan.LOGCUMSUMEXP, v(-1e30, -1e30), -1e30, -1e30));
    add(scan(Scan.LOGCUMSUMEXP, v(0, NaN, 1), 0, NaN, NaN));
    add(scan(Scan.CUM_ARGMAX, v(1, 3, 3, 2, NaN, 5), 0, 1, 2, 2, 4, 4));
    add(scan(Scan.CUM_ARGMIN, v(3, 1, 1, 2, NaN, 0), 0, 1, 2, 2, 4, 4));
    add(scan(Scan.CUM_ARGMAX, v(NINF, NINF, -0.0, 0), 0, 1, 2, 3));
    add(scan(Scan.CUM_ARGMIN, v(INF, INF, 0, -0.0), 0, 1, 2, 3));
  }

  private void order() {
    Tensor x = vector(2, NaN, -0.0, INF, 0, NINF, 2);
    add(
        point(
            "argsort with NaN and ties",
            ArgSort.class,
            in -> in[0].argsort(0, false),
            v(5, 2, 4, 0, 6, 3, 1),
            x));
    add(
        point(
            "argsort with NaN and ties, descending",
            ArgSort.class,
            in -> in[0].argsort(0, true),
            v(1, 3, 0, 6, 2, 4, 5),
            x));
    add(
        point(
                "sort with ties",
                ArgSort.class,
                in -> in[0].sort(0, false).values(),
                v(1, 2, 2, 3),
                vector(2, 3, 2, 1))
            .gradientsOf(v(1, 2, 3, 4), v(2, 4, 3, 1)));
  }

  private void logits() {
    double third = 1.0 / 3;
    double[] huge = filled(3, -1e30);
    Function<Tensor[], Tensor> softmax = in -> in[0].softmax(1);
    Function<Tensor[], Tensor> log = in -> in[0].logSoftmax(1);
    for (double equal : new double[] {0, -1e30, 1e30, -1e8, 1e8}) {
      Tensor x = matrix(3, equal, equal, equal);
      add(
          point("softmax of equals " + equal, SoftmaxAlong.class, softmax, filled(3, third), x)
              .gradientsOf(v(1, 0, 0), v(2.0 / 9, -1.0 / 9, -1.0 / 9)));
      add(
          point(
                  "logSoftmax of equals " + equal,
                  SoftmaxAlong.class,
                  log,
                  filled(3, -1.0986122886681098),
                  x)
              .gradientsOf(v(1, 0, 0), v(2 * third, -third, -third)));
    }
    add(
        point(
                "softmax of [-∞, 0, -∞]",
                SoftmaxAlong.class,
                softmax,
                v(0, 1, 0),
                matrix(3, NINF, 0, NINF))
            .gradientsOf(v(1, 2, 3), v(0, 0, 0)));
    add(
        point(
                "logSoftmax of [-∞, 0, -∞]",
                SoftmaxAlong.class,
                log,
                v(NINF, 0, NINF),
                matrix(3, NINF, 0, NINF))
            .gradientsOf(v(0, 1, 0), v(0, 0, 0)));
    add(
        point(
            "softmax of a row of -∞",
            SoftmaxAlong.class,
            softmax,
            filled(2, NaN),
            matrix(2, NINF, NINF)));
    add(
        point(
            "softmax beside a row of -∞",
            SoftmaxAlong.class,
            softmax,
            v(NaN, NaN, 0.5, 0.5),
            matrix(2, NINF, NINF, 3, 3)));
    add(
        point("softmax of [1e8, 0]", SoftmaxAlong.class, softmax, v(1, 0), matrix(2, 1e8, 0))
            .gradientsOf(v(1, 2), v(0, 0)));
    add(
        point("logSoftmax of [1e8, 0]", SoftmaxAlong.class, log, v(0, -1e8), matrix(2, 1e8, 0))
            .gradientsOf(v(1, 2), v(-2, 2)));
    add(
        point(
            "softmax with NaN", SoftmaxAlong.class, softmax, filled(3, NaN), matrix(3, 1, NaN, 2)));
    add(
        point(
            "softmax along 0 of columns -∞, 1e8, -1e30",
            SoftmaxAlong.class,
            in -> in[0].softmax(0),
            v(0, 0.5, 0.5, 1, 0.5, 0.5),
            matrix(3, NINF, 1e8, -1e30, 0, 1e8, -1e30)));
    Function<Tensor[], Tensor> lse = in -> in[0].logSumExp(1);
    add(
        point(
                "logSumExp of rows -∞",
                LogSumExp.class,
                lse,
                v(NINF, LN2),
                matrix(2, NINF, NINF, 0, 0))
            .gradients(v(0, 0, 0.5, 0.5)));
    add(
        point("logSumExp of [-∞, 0]", LogSumExp.class, lse, v(0), matrix(2, NINF, 0))
            .gradients(v(0, 1)));
    add(point("logSumExp of [∞, 0]", LogSumExp.class, lse, v(INF), matrix(2, INF, 0)));
    add(
        point("logSumExp of [1e8, 1e8]", LogSumExp.class, lse, v(1e8 + LN2), matrix(2, 1e8, 1e8))
            .gradients(v(0.5, 0.5)));
    add(
        point(
                "logSumExp of [-1e30, -1e30]",
                LogSumExp.class,
                lse,
                v(-1e30),
                matrix(2, -1e30, -1e30))
            .gradients(v(0.5, 0.5)));
    add(point("logSumExp with NaN", LogSumExp.class, lse, v(NaN), matrix(2, NaN, INF)));
    Function<Tensor[], Tensor> ce = in -> SoftmaxCrossEntropy.perRow(in[0], in[1]);
    add(
        point(
                "crossEntropy of logits 1e8",
                SoftmaxCrossEntropy.class,
                ce,
                v(0, 1e8, LN2),
                matrix(2, 1e8, 0, 1e8, 0, -1e30, -1e30),
                index(0, 1, 1))
            .gradients(v(0, 0, 1, -1, 0.5, -0.5)));
    add(
        point(
            "crossEntropy with a class of logit -∞",
            SoftmaxCrossEntropy.class,
            ce,
            v(INF, 0),
            matrix(2, NINF, 0, NINF, 0),
            index(0, 1)));
  }

  /** Means far larger than the spread: sums of squares less squares of sums lose all digits. */
  private void statistics() {
    Tensor far = matrix(4, 100000, 100001, 100002, 100003);
    add(
        point("variance near 1e5", Reduction.SUM, in -> in[0].variance(1), v(5.0 / 3), far)
            .gradients(v(-1, -1.0 / 3, 1.0 / 3, 1)));
    add(
        point(
            "standard deviation near 1e5",
            Reduction.SUM,
            in -> in[0].std(1),
            v(1.2909944487358056),
            far));
    add(
        point("mean near 1e5", Reduction.SUM, in -> in[0].mean(1), v(100001.5), far)
            .gradients(filled(4, 0.25)));
    add(
        point(
                "variance of equals",
                Reduction.SUM,
                in -> in[0].variance(1),
                v(0),
                matrix(3, 7, 7, 7))
            .gradients(filled(3, 0)));
  }

  // ---- windows, movement, products ----

  /** Windows 2 × 2 over a plane with padding 1: what lies outside is never the largest. */
  private void windows() {
    PlaneWindows w =
        new PlaneWindows(
            Shape.of(2, 2), Ints.of(2, 2), Ints.of(1, 1), Ints.of(1, 1), Shape.of(2, 2));
    Function<Tensor[], Tensor> f = in -> new PlaneWindows.ArgMax(w).of(in[0]);
    double[][] planes = {
      {-9, -8, -7, -6, -5, -4, -3, -2, -1},
      filled(9, NINF),
      filled(9, 2),
      {1, 2, 3, NaN, 5, 6, 7, NaN, NaN}
    };
    double[][] positions = {{0, 2, 6, 8}, {0, 1, 3, 4}, {0, 1, 3, 4}, {0, 2, 3, 7}};
    for (int i = 0; i < planes.length; i++) {
      Tensor x = Tensor.of(oracle, planes[i], Shape.of(1, 3, 3));
      add(point("maxPool of " + text(planes[i]), PlaneWindows.ArgMax.class, f, positions[i], x));
    }
    Tensor ones = Tensor.of(oracle, filled(9, 1), Shape.of(1, 3, 3));
    add(
        point(
                "sumPool, padded",
                PlaneWindows.Sum.class,
                in -> new PlaneWindows.Sum(w).of(in[0]),
                v(1, 2, 2, 4),
                ones)
            .gradientsOf(v(1, 2, 3, 4), v(1, 2, 2, 3, 4, 4, 3, 4, 4)));
  }

  private void movement() {
    add(
        point(
                "gather of negative positions",
                GatherScatter.Gather.class,
                in -> in[0].gather(0, in[1]),
                v(3, 1, NINF, 3),
                vector(1, NINF, 3),
                index(-1, 0, -2, 2))
            .gradients(v(1, 1, 2)));
    add(
        point(
                "scatterAdd twice to a place",
                GatherScatter.ScatterAdd.class,
                in -> in[0].scatterAdd(0, in[1], in[2]),
                v(11, 2, 53),
                vector(1, 2, 3),
                index(0, -1, 2),
                vector(10, 20, 30))
            .gradients(v(1, 1, 1), v(1, 1, 1)));
    add(
        point(
                "scatter of what is not finite",
                GatherScatter.Scatter.class,
                in -> in[0].scatter(0, in[1], in[2]),
                v(NaN, 2, INF),
                vector(1, 2, NaN),
                index(0, 2),
                vector(NaN, INF))
            .gradients(v(0, 1, 0), v(1, 1)));
    add(
        point(
            "copy of a subnormal number and -0",
            Movement.Permute.class,
            in -> in[0].permute(1, 0).copy().div(in[0].permute(1, 0)).plus(in[1]),
            v(1, 1, 1, NaN),
            matrix(2, SUBNORMAL, -SUBNORMAL, 1, -0.0),
            matrix(1, 0)));
    add(
        point(
                "pad with -∞",
                Movement.Pad.class,
                in -> in[0].pad(NINF, 1, 2),
                v(NINF, 1, NINF, NINF),
                vector(1))
            .gradients(v(1)));
  }

  /** Nothing is skipped because it is multiplied by 0. */
  private void products() {
    add(
        point(
            "matmul of 0 and ∞",
            Matmul.class,
            in -> in[0].matmul(in[1]),
            v(NaN, 3, INF, 7),
            matrix(2, 0, 1, 1, 1),
            matrix(2, INF, 4, 2, 3)));
    add(
        point(
            "matmul of 1e20 and 1e20",
            Matmul.class,
            in -> in[0].matmul(in[1]).div(1e30),
            v(1),
            matrix(1, 1e15),
            matrix(1, 1e15)));
    add(
        point(
            "linear with a bias -∞",
            Affine.class,
            in -> new Affine(Epilogue.RELU).of(in),
            v(0, 5),
            matrix(1, 2),
            matrix(1, 1, 1),
            vector(NINF, 3)));
    add(
        point(
                "linear, relu at 0",
                Affine.class,
                in -> new Affine(Epilogue.RELU).of(in),
                v(0, 2),
                matrix(1, 1),
                matrix(1, 1, 1),
                vector(-1, 1))
            .gradients(v(1), v(0, 1), v(0, 1)));
  }

  // ---- normalization, attention, recurrent cells ----

  private void networks() {
    Tensor q = matrix(1, 1, 1);
    Tensor k = matrix(1, 0, 0);
    Tensor v = matrix(1, 2, 6);
    Function<Tensor[], Tensor> barred =
        in -> new ScaledDotProduct(false).of(in[0], in[1], in[2], in[3].reshape(2, 2).gt(0));
    add(
        point(
                "attention of a query that may see nothing",
                ScaledDotProduct.class,
                barred,
                v(0, 6),
                q,
                k,
                v,
                index(1, 1, 1, 0))
            .gradients(v(0, 0), v(0, 0), v(0, 1)));
    Function<Tensor[], Tensor> added = in -> new ScaledDotProduct(false).of(in);
    add(
        point(
                "attention with a row of -∞ added",
                ScaledDotProduct.class,
                added,
                v(0, 6),
                q,
                k,
                v,
                matrix(2, NINF, NINF, NINF, 0))
            .gradients(v(0, 0), v(0, 0), v(0, 1), v(0, 0, 0, 0)));
    add(
        point(
                "causal attention over scores of ±1e8",
                ScaledDotProduct.class,
                in -> new ScaledDotProduct(true).of(in),
                v(2, 6),
                matrix(1, 1e4, 1e4),
                matrix(1, -1e4, 1e4),
                v)
            .gradients(v(0, 0), v(0, 0), v(1, 1)));
    for (Standardize.Kind kind : Standardize.Kind.values()) {
      boolean byMean = kind != Standardize.Kind.RMS_NORM;
      Standardize op = new Standardize(kind, Ints.of(1), 0.25);
      double at = byMean ? 7 : 0;
      add(
          point(
                  kind + " of equal elements",
                  Standardize.class,
                  in -> op.of(in[0]),
                  v(0, 0, 0),
                  matrix(3, at, at, at))
              .gradientsOf(v(1, 2, 3), byMean ? v(-2, 0, 2) : v(2, 4, 6)));
    }
    add(
        point(
                "lstmCell with gates at ∞",
                LstmStep.class,
                in -> new LstmStep().of(in),
                v(0.9950547536867305, 3),
                matrix(4, INF, INF, INF, INF),
                matrix(4, 0, 0, 0, 0),
                matrix(1, 2))
            .gradients(v(0, 0, 0, 0), v(0, 0, 0, 0), v(1.0098660371654402)));
    add(
        point(
                "gruCell with gates at ∞",
                GruStep.class,
                in -> new GruStep().of(in),
                v(5),
                matrix(3, INF, INF, INF),
                matrix(3, 0, 0, 0),
                matrix(1, 5))
            .gradients(v(0, 0, 0), v(0, 0, 0), v(1)));
    add(
        point(
                "lstm of one step with gates at ∞",
                LstmSequence.class,
                in ->
                    new LstmSequence(false)
                        .of(in[0].reshape(1, 1, 4), in[1].reshape(4, 1), in[2], in[3]),
                v(0.9950547536867305, 3),
                matrix(4, INF, INF, INF, INF),
                matrix(4, 0, 0, 0, 0),
                matrix(1, 7),
                matrix(1, 2))
            .gradients(v(0, 0, 0, 0), v(0, 0, 0, 0), v(0), v(1.0098660371654402)));
    add(
        point(
                "gru of one step with gates at ∞",
                GruSequence.class,
                in ->
                    new GruSequence(false)
                        .of(in[0].reshape(1, 1, 3), in[1].reshape(3, 1), in[2].reshape(3), in[3]),
                v(5),
                matrix(3, INF, INF, INF),
                matrix(3, 0, 0, 0),
                matrix(3, 0, 0, 0),
                matrix(1, 5))
            .gradients(v(0, 0, 0), v(0, 0, 0), v(0, 0, 0), v(1)));
  }
}
