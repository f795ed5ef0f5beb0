package io.cotangent.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.SoftmaxCrossEntropy;
import io.cotangent.spi.Backend;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/**
 * SoftmaxAlong and its relatives on rows that are large, or not finite, against their
 * decompositions.
 */
class RowsTest {
  private static final Backend BACKEND = new Nd4jProvider().create();
  private static final double INF = Double.POSITIVE_INFINITY;

  private static final double[][] ROWS = {
    {-1e30, -1e30, -1e30, -1e30},
    {-3e38, -3e38, -3e38, -2e38},
    {-INF, -INF, -INF, -INF},
    {INF, INF, INF, INF},
    {-INF, 1, -INF, 2},
    {INF, 1, -INF, 2},
    {Double.NaN, 1, 2, 3},
    {Double.NaN, INF, -INF, 3},
    {3e38, -3e38, 0, 1},
    {1e8, 1e8, 1e8, 1e8 - 8},
    {-100, -200, -300, -400},
    {0, -0.0, 0, 0},
    {1000, 999, 0, -1000},
    {1e-40, -1e-40, 1e-45, 0},
  };

  private static Tensor rows(DType dtype) {
    double[] all = Arrays.stream(ROWS).flatMapToDouble(Arrays::stream).toArray();
    return Tensor.of(BACKEND, all, Shape.of(ROWS.length, 4)).to(dtype);
  }

  private static void same(Tensor got, Tensor expected, double tolerance) {
    double[] a = got.toDoubles();
    double[] b = expected.toDoubles();
    for (int i = 0; i < a.length; i++) {
      boolean equal =
          Double.compare(a[i], b[i]) == 0
              || Math.abs(a[i] - b[i]) <= tolerance * Math.max(1, Math.abs(b[i]));
      assertThat(equal).as("element %d: %s, decomposed %s", i, a[i], b[i]).isTrue();
    }
  }

  @Test
  void rowsThatAreHugeOrNotFiniteAreAsDecomposed() {
    for (DType dtype : EnumSet.of(DType.F32, DType.F64)) {
      double tolerance = dtype == DType.F32 ? 1e-6 : 1e-14;
      Tensor x = rows(dtype);
      for (boolean log : new boolean[] {false, true}) {
        same(new SoftmaxAlong(1, log).of(x), new SoftmaxAlong(1, log).decompose(x), tolerance);
        Tensor down = x.transpose(0, 1).copy();
        same(
            new SoftmaxAlong(0, log).of(down).transpose(0, 1),
            new SoftmaxAlong(1, log).decompose(x),
            tolerance);
      }
      for (long c = 0; c < 4; c++) {
        Tensor classes = Tensor.full(BACKEND, DType.I64, c, Shape.of(ROWS.length));
        same(
            new SoftmaxCrossEntropy().of(x, classes),
            new SoftmaxCrossEntropy().decompose(x, classes),
            tolerance);
        Tensor g = Tensor.full(BACKEND, dtype, 0.5, Shape.of(ROWS.length));
        same(
            new SoftmaxCrossEntropy.Grad().of(x, classes, g),
            new SoftmaxCrossEntropy.Grad().decompose(x, classes, g),
            tolerance);
      }
    }
  }

  @Test
  void aRowOfHugeNegativeNumbersIsShared() {
    Tensor x = Tensor.full(BACKEND, DType.F32, -1e30, Shape.of(2, 4));
    assertThat(x.softmax(1).toDoubles()).containsOnly(0.25);
    assertThat(x.logSoftmax(1).get(0).get(0).item()).isCloseTo(-Math.log(4), within(1e-6));
    assertThat(x.logSumExp(1).get(0).item()).isEqualTo((float) -1e30);
    Tensor v = Tensor.full(BACKEND, DType.F32, 1, Shape.of(2, 4)).requiresGrad();
    assertThat(v.times(-1e30).softmax(1).sum().backward().get(v).abs().toDoubles()).containsOnly(0);
  }

  @Test
  void longRowsAreAsShortOnes() {
    for (int n : new int[] {511, 512, 513, 1025, 5000}) {
      Tensor x = Tensor.arange(BACKEND, DType.F64, n).times(0.37).sin().reshape(1, n).expand(3, n);
      same(x.softmax(1), new SoftmaxAlong(1, false).decompose(x), 1e-14);
      same(
          x.transpose(0, 1).copy().logSoftmax(0),
          new SoftmaxAlong(0, true).decompose(x.transpose(0, 1)),
          1e-14);
    }
  }
}
