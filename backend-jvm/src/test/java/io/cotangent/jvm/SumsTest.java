package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sums around the lengths at which their loops change: lanes, steps, chains, blocks. Vector and
 * scalar kernels must give the same bits, and long sums must stay accurate.
 */
class SumsTest {
  private static final F32Sums SCALAR = new F32Sums();
  private static final F32Sums VECTOR = new F32VectorSums();
  private static final F64Sums SCALAR64 = new F64Sums();
  private static final F64Sums VECTOR64 = new F64VectorSums();

  private static float[] random(int n, int seed) {
    Random random = new Random(seed);
    float[] r = new float[n];
    for (int i = 0; i < n; i++) {
      r[i] = (float) random.nextGaussian();
    }
    return r;
  }

  private static double[] doubles(float[] x) {
    double[] d = new double[x.length];
    Arrays.setAll(d, i -> x[i] * 1.1);
    return d;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 511, 512, 513, 575,
        576, 1000, 1023, 1024, 1025, 1087, 1088, 2049, 5000
      })
  void scalarAndVectorSumsGiveTheSameBits(int n) {
    float[] x = random(n + 5, 1);
    float[] y = random(n + 5, 2);
    assertThat(VECTOR.sum(x, 3, n)).isEqualTo(SCALAR.sum(x, 3, n));
    assertThat(VECTOR.dot(x, 3, y, 1, n)).isEqualTo(SCALAR.dot(x, 3, y, 1, n));
    assertThat(VECTOR.max(x, 3, n)).isEqualTo(SCALAR.max(x, 3, n));
    assertThat(VECTOR.min(x, 3, n)).isEqualTo(SCALAR.min(x, 3, n));
    float[] p = new float[n + 2];
    float[] q = new float[n + 2];
    assertThat(VECTOR.expSum(x, 3, 0.5f, p, 1, n)).isEqualTo(SCALAR.expSum(x, 3, 0.5f, q, 1, n));
    assertThat(p).isEqualTo(q);
    double[] d = doubles(x);
    double[] e = doubles(y);
    assertThat(VECTOR64.sum(d, 3, n)).isEqualTo(SCALAR64.sum(d, 3, n));
    assertThat(VECTOR64.dot(d, 3, e, 1, n)).isEqualTo(SCALAR64.dot(d, 3, e, 1, n));
    double[] r = new double[n + 2];
    double[] s = new double[n + 2];
    assertThat(VECTOR64.expSum(d, 3, 0.5, r, 1, n)).isEqualTo(SCALAR64.expSum(d, 3, 0.5, s, 1, n));
    assertThat(r).isEqualTo(s);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 784, 1023, 1024})
  void scalarAndVectorInnerProductsGiveTheSameBits(int n) {
    float[] x = random(2 * n + 9, 1);
    float[] y = random(4 * n + 40, 2);
    float[] lanes = new float[8 * F32Sums.LANES];
    for (int second : new int[] {5, 5 + n}) {
      int o1 = second == 5 ? 1 : 6;
      float[] p = new float[12];
      float[] q = new float[12];
      VECTOR.dots(x, 5, second, y, 2, n + 7, n, lanes, p, 1, o1);
      SCALAR.dots(x, 5, second, y, 2, n + 7, n, lanes, q, 1, o1);
      assertThat(p).isEqualTo(q);
      double[] lanes64 = new double[8 * F64Sums.LANES];
      double[] r = new double[12];
      double[] s = new double[12];
      VECTOR64.dots(doubles(x), 5, second, doubles(y), 2, n + 7, n, lanes64, r, 1, o1);
      SCALAR64.dots(doubles(x), 5, second, doubles(y), 2, n + 7, n, lanes64, s, 1, o1);
      assertThat(r).isEqualTo(s);
      for (int j = 0; j < 4; j++) {
        double dot = 0;
        for (int i = 0; i < n; i++) {
          dot += (double) x[second + i] * y[2 + j * (n + 7) + i];
        }
        assertThat((double) p[o1 + j]).isCloseTo(dot, within(1e-6 * n));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 33, 100})
  void rowsAreAddedInTheirOrder(int width) {
    for (int rows : new int[] {1, 2, 16}) {
      float[] x = random(rows * (width + 3) + 4, 3);
      float[] p = new float[width + 2];
      float[] q = new float[width + 2];
      VECTOR.addRows(x, 4, width + 3, rows, p, 1, width);
      SCALAR.addRows(x, 4, width + 3, rows, q, 1, width);
      assertThat(p).isEqualTo(q);
      for (int j = 0; j < width; j++) {
        float s = 0;
        for (int i = 0; i < rows; i++) {
          s += x[4 + i * (width + 3) + j];
        }
        assertThat(p[1 + j]).isEqualTo(s);
      }
    }
  }

  /** Equal terms are the worst case: every rounding goes the same way. */
  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.3f, 1.1f, 1.7f, -0.7f})
  void longSumsStayAccurate(float term) {
    int n = 10_000_001;
    float[] x = new float[n];
    Arrays.fill(x, term);
    double truth = (double) term * n;
    assertThat(VECTOR.sum(x, 0, n) / truth).isCloseTo(1, within(1e-6));
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    assertThat(VECTOR.dot(x, 0, ones, 0, n) / truth).isCloseTo(1, within(1e-6));
    double e = StrictMath.exp(term);
    assertThat(VECTOR.expSum(x, 0, 0, ones, 0, n) / (e * n)).isCloseTo(1, within(1e-6));
  }

  @Test
  void foldsAreHalvesOnHalves() {
    float[] x = new float[F32Sums.STEP];
    x[0] = 1e8f;
    x[F32Sums.LANES / 2] = -1e8f; // first with lane 0
    x[1] = 1;
    assertThat(SCALAR.sum(x, 0, x.length)).isEqualTo(1);
    assertThat(VECTOR.sum(x, 0, x.length)).isEqualTo(1);
  }
}
