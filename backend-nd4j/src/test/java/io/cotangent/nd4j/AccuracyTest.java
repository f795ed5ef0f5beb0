package io.cotangent.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Binary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every elementwise operation against the rows' reference maths, to a few units in the last place:
 * at every exponent, near 0, 1 and the multiples of π/20, at subnormal numbers, zeros of both
 * signs, infinities and NaN.
 */
class AccuracyTest {
  private static final Backend BACKEND = new Nd4jProvider().create();

  /** Units in the last place that a result may be off. */
  private static final double ULPS = 4;

  /** Java's compiled {@code pow} of −0 and −∞ takes some even exponents above 2⁵¹ for odd ones. */
  private static final double LARGEST_EXPONENT = 1L << 50;

  private static double rounded(double v, DType dtype) {
    return dtype == DType.F32 ? (float) v : v;
  }

  private static double[] grid(DType dtype) {
    boolean narrow = dtype == DType.F32;
    Random random = new Random(1);
    List<Double> values = new ArrayList<>();
    for (int e = narrow ? -149 : -1074; e < (narrow ? 128 : 1024); e += narrow ? 1 : 5) {
      values.add(Math.scalb(1.0, e));
      values.add(Math.scalb(1 + random.nextDouble(), e));
    }
    for (int i = 0; i < 500; i++) {
      values.add(i * 0.25 + 0.01 * random.nextDouble());
      values.add(Math.PI / 20 * i);
      values.add(1 + random.nextGaussian() * Math.pow(10, -6 * random.nextDouble()));
      values.add(random.nextDouble());
    }
    values.addAll(List.of(0.0, 1.0, 2.0, 3.0, 0.5, 10000.0, Double.POSITIVE_INFINITY, Double.NaN));
    values.add(narrow ? Float.MAX_VALUE : Double.MAX_VALUE);
    values.add(narrow ? Float.MIN_NORMAL : Double.MIN_NORMAL);
    int n = values.size();
    for (int i = 0; i < n; i++) {
      values.add(-values.get(i));
    }
    return values.stream().mapToDouble(v -> rounded(v, dtype)).toArray();
  }

  private static Tensor of(DType dtype, double... values) {
    return Tensor.of(BACKEND, values, Shape.of(values.length)).to(dtype);
  }

  private static void check(
      String what, DType dtype, double[] got, double[] expected, double[]... in) {
    for (int i = 0; i < got.length; i++) {
      double e = rounded(expected[i], dtype);
      double ulp = dtype == DType.F32 ? Math.ulp((float) e) : Math.ulp(e);
      boolean same =
          Double.compare(got[i], e) == 0 || (e != 0 && Math.abs(got[i] - e) <= ULPS * ulp);
      if (!same) {
        StringBuilder at = new StringBuilder(what + " " + dtype + " of");
        for (double[] x : in) {
          at.append(' ').append(x[i]);
        }
        assertThat(got[i]).as(at.toString()).isEqualTo(e);
      }
    }
  }

  private static double[] each(double[] x, DoubleUnaryOperator f) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = f.applyAsDouble(x[i]);
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(value = Unary.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT")
  void unaryOperationsAreAccurateEverywhere(Unary op) {
    for (DType dtype : EnumSet.of(DType.F32, DType.F64)) {
      double[] x = grid(dtype);
      double[] y = op.of(of(dtype, x)).toDoubles();
      check(op.label(), dtype, y, each(x, op.reference()), x);
    }
  }

  private static final Set<Binary> TRUTH = EnumSet.of(Binary.AND, Binary.OR, Binary.XOR);

  @ParameterizedTest
  @EnumSource(Binary.class)
  void binaryOperationsAreAccurateEverywhere(Binary op) {
    if (TRUTH.contains(op) || op == Binary.POLYGAMMA) {
      return; // integers' and, of an integer order, the kit's
    }
    Random random = new Random(2);
    for (DType dtype : EnumSet.of(DType.F32, DType.F64)) {
      double[] all = grid(dtype);
      double[] special = {0, -0.0, 1, -1, 2, 0.5, 1 / 0.0, -1 / 0.0, Double.NaN, 100, -10000};
      int n = special.length * special.length;
      double[] a = new double[n + 8000];
      double[] b = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        boolean near = i % 2 == 0;
        a[i] = i < n ? special[i / special.length] : all[random.nextInt(all.length)];
        b[i] =
            i < n
                ? special[i % special.length]
                : near ? random.nextGaussian() : all[random.nextInt(all.length)];
        b[i] = rounded(i % 7 == 0 ? a[i] : i % 11 == 0 ? Math.rint(b[i]) : b[i], dtype);
        if (op == Binary.POW && Math.abs(b[i]) > LARGEST_EXPONENT) {
          b[i] = Math.copySign(Double.POSITIVE_INFINITY, b[i]);
        }
      }
      double[] expected = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        expected[i] = op.reference().applyAsDouble(a[i], b[i]);
      }
      check(op.label(), dtype, op.of(of(dtype, a), of(dtype, b)).toDoubles(), expected, a, b);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Binary.class,
      names = {"ADD", "SUB", "MUL", "DIV", "MAXIMUM", "MINIMUM"})
  void aNumberOnOneSideIsAnArrayOfIt(Binary op) {
    for (DType dtype : EnumSet.of(DType.F32, DType.F64)) {
      double[] x = grid(dtype);
      Tensor t = of(dtype, x);
      for (double c : new double[] {0, -0.0, 1, -2, 1e-30, 1e30, -1 / 0.0, Double.NaN}) {
        double v = rounded(c, dtype);
        Tensor number = of(dtype, v).reshape();
        double[] right = each(x, e -> op.reference().applyAsDouble(e, v));
        double[] left = each(x, e -> op.reference().applyAsDouble(v, e));
        check(op.label() + " right " + v, dtype, op.of(t, number).toDoubles(), right, x);
        check(op.label() + " left " + v, dtype, op.of(number, t).toDoubles(), left, x);
      }
    }
  }

  /** The first terms of the series, which near 0 are more accurate than any formula. */
  private static double series(Unary op, double x) {
    return switch (op) {
      case LOG1P -> x - x * x / 2 + x * x * x / 3 - x * x * x * x / 4;
      case EXPM1 -> x + x * x / 2 + x * x * x / 6 + x * x * x * x / 24;
      case TANH, ATAN -> x - x * x * x / 3;
      case SINH -> x + x * x * x / 6;
      case SIN, ASINH -> x - x * x * x / 6;
      case ASIN -> x + x * x * x / 6;
      case TAN, ATANH -> x + x * x * x / 3;
      case ERF -> 2 / Math.sqrt(Math.PI) * (x - x * x * x / 3);
      default -> throw new AssertionError(op);
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Unary.class,
      names = {
        "LOG1P", "EXPM1", "TANH", "ATAN", "SINH", "SIN", "ASINH", "ASIN", "TAN", "ATANH", "ERF"
      })
  void smallArgumentsDoNotCancel(Unary op) {
    for (DType dtype : EnumSet.of(DType.F32, DType.F64)) {
      double[] x =
          each(
              new double[] {1e-4, 1e-6, -1e-6, 1e-8, 1e-15, -1e-20, 1e-30, 1e-38, 3e-45},
              v -> rounded(v, dtype));
      check(op.label(), dtype, op.of(of(dtype, x)).toDoubles(), each(x, v -> series(op, v)), x);
    }
  }

  @Test
  void whatIsBuiltOnThemDoesNotCancelEither() {
    for (DType dtype : EnumSet.of(DType.F32, DType.F64)) {
      double[] x = each(new double[] {-1e-6, -1e-8, -1e-12}, v -> rounded(v, dtype));
      double[] expected = each(x, v -> v + v * v / 2 + v * v * v / 6);
      check("elu", dtype, of(dtype, x).elu(1).toDoubles(), expected, x);
      double[] low = {-15, -20, -40, -80};
      double[] tail = each(low, v -> Math.log1p(Math.exp(v)));
      check("softplus", dtype, of(dtype, low).softplus().toDoubles(), tail, low);
      check(
          "logSigmoid",
          dtype,
          of(dtype, each(low, v -> -v)).logSigmoid().toDoubles(),
          each(tail, v -> -v),
          low);
      check(
          "sigmoid",
          dtype,
          of(dtype, low).sigmoid().toDoubles(),
          each(low, v -> Math.exp(v) / (1 + Math.exp(v))),
          low);
    }
  }
}
