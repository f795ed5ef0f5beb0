package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Pooling;
import io.cotangent.op.Reduction;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that takes several tasks: every one does its part, at the right index. */
class DividedWorkTest {
  private static final int MAX = Integer.MAX_VALUE;

  static Stream<Backend> backends() {
    return Stream.of(
        new JvmBackend(new Settings("vector", 3)), new JvmBackend(new Settings("scalar", 1)));
  }

  private static Tensor numbers(Backend b, DType dtype, int... shape) {
    return new Rng(1).normal(b, dtype, 0, 1, Shape.of(shape));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32_768, 32_769, 1 << 30, MAX - 32_768, MAX - 32_767, MAX - 8})
  void rangesCoverEveryLengthOnce(int n) {
    AtomicLong covered = new AtomicLong();
    AtomicInteger wrong = new AtomicInteger();
    new Workers(3)
        .ranges(
            n,
            Workers.GRAIN,
            (from, to) -> {
              if (from < 0 || to <= from || to > n || to - from > Workers.GRAIN) {
                wrong.incrementAndGet();
              }
              covered.addAndGet(to - from);
            });
    assertThat(wrong.get()).isZero();
    assertThat(covered.get()).isEqualTo(n);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void theLongestTensorHasASum(Backend b) {
    Tensor ones = Tensor.full(b, DType.F32, 1, Shape.of(1)).expand(Shape.of(MAX - 8));
    assertThat(ones.sum().item()).isEqualTo((float) (MAX - 8));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void foldsSeeTheLastElement(Backend b) {
    for (int n : new int[] {2, 32_767, 32_768, 32_769, 65_536, 65_537, 98_305}) {
      for (DType dtype : new DType[] {DType.F32, DType.F64}) {
        double[] v = new double[n];
        v[n - 1] = 2;
        Tensor x = Tensor.of(b, v, Shape.of(n)).to(dtype);
        assertThat(x.sum().item()).as("sum of %d", n).isEqualTo(2);
        assertThat(x.max().item()).as("max of %d", n).isEqualTo(2);
        assertThat(x.neg().min().item()).as("min of %d", n).isEqualTo(-2);
        assertThat(x.plus(1).prod().item()).as("product of %d", n).isEqualTo(3);
        assertThat(x.argmax(0).item()).as("position in %d", n).isEqualTo(n - 1);
        assertThat(x.neg().argmin(0).item()).as("position in %d", n).isEqualTo(n - 1);
        Tensor strided = x.unsqueeze(1).expand(Shape.of(n, 2)).contiguous().slice(1, Slice.from(1));
        assertThat(strided.sum().item()).as("sum of %d with strides", n).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void softmaxAlongEveryAxis(Backend b) {
    softmaxAlongEveryAxis(b, DType.F32, 1e-6);
    softmaxAlongEveryAxis(b, DType.F64, 1e-14);
  }

  private static void softmaxAlongEveryAxis(Backend b, DType dtype, double tolerance) {
    int[] shape = {41, 37, 43};
    Tensor x = numbers(b, dtype, shape);
    double[] v = x.toDoubles();
    int[] strides = {37 * 43, 43, 1};
    for (int axis = 0; axis < 3; axis++) {
      double[] total = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        int first = i - i / strides[axis] % shape[axis] * strides[axis];
        total[first] += StrictMath.exp(v[i]);
      }
      double[] expected = new double[v.length];
      for (int i = 0; i < v.length; i++) {
        int first = i - i / strides[axis] % shape[axis] * strides[axis];
        expected[i] = StrictMath.exp(v[i]) / total[first];
      }
      int along = axis;
      assertThat(furthest(x.softmax(axis), expected)).isLessThan(tolerance);
      assertThat(furthest(x.logSoftmax(axis).exp(), expected)).isLessThan(tolerance);
      Tensor row = x.movedim(axis, 2).contiguous();
      Tensor weight = numbers(b, dtype, 43 * 41 * 37).reshape(shape);
      Tensor rowWeight = weight.movedim(axis, 2).contiguous();
      for (boolean log : new boolean[] {false, true}) {
        Tensor here =
            Autograd.grad(
                t -> (log ? t.logSoftmax(along) : t.softmax(along)).times(weight).sum(), x);
        Tensor last =
            Autograd.grad(t -> (log ? t.logSoftmax(2) : t.softmax(2)).times(rowWeight).sum(), row);
        assertThat(furthest(here.movedim(axis, 2), last.toDoubles()))
            .as("gradient along axis %d", axis)
            .isZero();
      }
    }
  }

  /** The largest difference: a list of all of them would be as long as the tensors. */
  private static double furthest(Tensor got, double[] expected) {
    double[] v = got.toDoubles();
    double most = 0;
    for (int i = 0; i < expected.length; i++) {
      most = Math.max(most, Math.abs(v[i] - expected[i]));
    }
    return most;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void positionsOfExtremesAlongEveryAxis(Backend b) {
    int[] shape = {41, 37, 43};
    Tensor x = numbers(b, DType.F32, shape);
    double[] v = x.toDoubles();
    int[] strides = {37 * 43, 43, 1};
    for (int axis = 0; axis < 3; axis++) {
      long[] most = x.argmax(axis).toLongs();
      long[] least = x.argmin(axis).toLongs();
      for (int r = 0, first = 0; first < v.length; first++) {
        if (first / strides[axis] % shape[axis] == 0) {
          int top = 0;
          int bottom = 0;
          for (int i = 1; i < shape[axis]; i++) {
            top = v[first + i * strides[axis]] > v[first + top * strides[axis]] ? i : top;
            bottom = v[first + i * strides[axis]] < v[first + bottom * strides[axis]] ? i : bottom;
          }
          assertThat(most[r]).isEqualTo(top);
          assertThat(least[r]).isEqualTo(bottom);
          r++;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void whatMaxPoolingPadsWithNeverWins(Backend b) {
    Tensor x = numbers(b, DType.F32, 40, 9, 9).abs().neg().minus(1);
    Tensor y = Pooling.of(3, 3).stride(2).padding(1).max(x);
    assertThat(y.shape()).isEqualTo(Shape.of(40, 5, 5));
    assertThat(y.max().item()).isLessThanOrEqualTo(-1);
    float[] v = x.toFloats();
    float[] top = y.toFloats();
    for (int l = 0; l < 40; l++) {
      float corner =
          Math.max(Math.max(v[l * 81], v[l * 81 + 1]), Math.max(v[l * 81 + 9], v[l * 81 + 10]));
      assertThat(top[l * 25]).isEqualTo(corner);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void equalElementsShareTheGradientOfAMinimum(Backend b) {
    int n = 40_000;
    Tensor x = Tensor.full(b, DType.F32, 3, Shape.of(n));
    Tensor y = Tensor.full(b, DType.F32, 3, Shape.of(n));
    assertThat(Autograd.grad(t -> t.minimum(y).sum(), x).toFloats()).containsOnly(0.5f);
    assertThat(Autograd.grad(t -> x.minimum(t).sum(), y).toFloats()).containsOnly(0.5f);
    Tensor least =
        Autograd.grad(Tensor::min, Tensor.of(b, new float[] {4, 1, 1, 2, 1}, Shape.of(5)));
    assertThat(least.sum().item()).isCloseTo(1, within(1e-6));
    assertThat(least.toFloats())
        .containsExactly(new float[] {0, 1 / 3f, 1 / 3f, 0, 1 / 3f}, within(1e-6f));
  }

  /** The loops that stand in for kernels, on many terms of F64. */
  @ParameterizedTest
  @MethodSource("backends")
  void sumsElementByElementLoseNothing(Backend b) {
    int n = 3_000_000;
    Tensor tenth = Tensor.full(b, DType.F64, 0.1, Shape.of(1)).expand(Shape.of(n));
    Operand x =
        new Operand(
            new Buffers.F64(new double[] {0.1}, 1), Shape.of(1).dense().expand(Shape.of(n)));
    Buffers.F64 sum = new Buffers.F64(new double[1], 1);
    ElementLoops.reduce(Reduction.SUM, x, new int[] {0}, new Operand(sum, Shape.SCALAR.dense()));
    assertThat(sum.data()[0] / (0.1 * n)).isCloseTo(1, within(1e-15));
    double[] running = tenth.cumsum(0).toDoubles();
    assertThat(running[0]).isEqualTo(0.1);
    assertThat(running[n - 1] / (0.1 * n)).isCloseTo(1, within(1e-15));
    double inf = Double.POSITIVE_INFINITY;
    assertThat(Tensor.of(b, new double[] {1, inf, 1, -inf, 1}, Shape.of(5)).cumsum(0).toDoubles())
        .containsExactly(1, inf, inf, Double.NaN, Double.NaN);
  }

  @Test
  void blocksOfAProductHaveTheSameBytesInBothTypes() {
    assertThat(F64PackedGemm.KC * Double.BYTES).isEqualTo(F32PackedGemm.KC * Float.BYTES);
    assertThat(F64PackedGemm.BLOCK * Double.BYTES).isEqualTo(F32PackedGemm.BLOCK * Float.BYTES);
  }

  /** What is subnormal in F32 is an ordinary number in F64. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void adamFlushesWhatIsTinyInItsType(boolean vector) {
    F32Kernels floats = (vector ? F32VectorRoutines.make() : F32Routines.scalar()).elements();
    F64Kernels doubles = (vector ? F64VectorRoutines.make() : F64Routines.scalar()).elements();
    AdamFactors f = new AdamFactors(0.9, 0.999, 1e-3, 1, 1e-8, 1, 0);
    int n = 37;
    float[] m = new float[n];
    float[] v = new float[n];
    double[] wideM = new double[n];
    double[] wideV = new double[n];
    Arrays.fill(m, 1e-37f);
    Arrays.fill(v, 1e-37f);
    Arrays.fill(wideM, 1e-37);
    Arrays.fill(wideV, 1e-37);
    floats.adam(new float[n], m, v, 0, new float[n], 0, n, f);
    doubles.adam(new double[n], wideM, wideV, 0, new double[n], 0, n, f);
    assertThat(m).containsOnly(0);
    assertThat(v).containsOnly(0);
    assertThat(wideM).containsOnly(0.9 * 1e-37);
    assertThat(wideV).containsOnly(0.999 * 1e-37);
    double[] g = new double[n];
    Arrays.fill(g, 1e-30);
    Arrays.fill(wideV, 0);
    doubles.adam(new double[n], wideM, wideV, 0, g, 0, n, f);
    assertThat(wideV[n - 1] / 1e-63).isCloseTo(1, within(1e-9));
    Arrays.fill(v, 0);
    float[] small = new float[n];
    Arrays.fill(small, 1e-17f);
    floats.adam(new float[n], m, v, 0, small, 0, n, f);
    assertThat(v).as("its square is subnormal").containsOnly(0);
    Arrays.fill(wideM, 1e-307);
    doubles.adam(new double[n], wideM, wideV, 0, new double[n], 0, n, f);
    assertThat(wideM).containsOnly(0);
  }
}
