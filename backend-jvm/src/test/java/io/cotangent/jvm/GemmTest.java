package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GemmTest {
  private static final List<F32Routines> KERNELS =
      List.of(F32Routines.scalar(), F32VectorRoutines.make());

  private static float[] random(int n, int seed) {
    float[] r = new float[n];
    Random random = new Random(seed);
    for (int i = 0; i < n; i++) {
      r[i] = random.nextFloat() - 0.5f;
    }
    return r;
  }

  private static float[] multiply(
      F32Routines kernels, int threads, int m, int n, int k, F32Gemm.Matrix a, F32Gemm.Matrix b) {
    float[] c = new float[m * n + 7];
    Arrays.fill(c, Float.NaN);
    new F32Gemm(kernels, new Workers(threads)).multiply(m, n, k, a, b, c, 3, n);
    for (int i : new int[] {0, 1, 2, m * n + 3, m * n + 4, m * n + 5, m * n + 6}) {
      assertThat(c[i]).as("outside C").isNaN();
    }
    return Arrays.copyOfRange(c, 3, 3 + m * n);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "1,1000,50",
    "1000,1,50",
    "3,5,7",
    "12,32,16",
    "13,33,257",
    "10,30,784",
    "30,784,10",
    "128,10,512",
    "64,64,64",
    "100,100,0",
    "25,70,600",
    "5,1100,300",
    "4,2,100",
    "48,96,48"
  })
  void agreesWithTheDefinitionForAllLayouts(int m, int n, int k) {
    float[] x = random(m * k * 2 + 100, 1);
    float[] y = random(k * n * 2 + 100, 2);
    List<F32Gemm.Matrix> as =
        List.of(
            new F32Gemm.Matrix(x, 0, k, 1),
            new F32Gemm.Matrix(x, 5, 1, m),
            new F32Gemm.Matrix(x, 3, 2 * k, 2),
            new F32Gemm.Matrix(x, m * k, -k, 1));
    List<F32Gemm.Matrix> bs =
        List.of(
            new F32Gemm.Matrix(y, 0, n, 1),
            new F32Gemm.Matrix(y, 5, 1, k),
            new F32Gemm.Matrix(y, 3, 2 * n, 2),
            new F32Gemm.Matrix(y, 7, 0, 1));
    for (F32Gemm.Matrix a : as) {
      for (F32Gemm.Matrix b : bs) {
        for (F32Routines kernels : KERNELS) {
          float[] c = multiply(kernels, 2, m, n, k, a, b);
          for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
              double s = 0;
              double size = 0;
              for (int l = 0; l < k; l++) {
                double p =
                    (double) a.data()[a.at() + i * a.rows() + l * a.columns()]
                        * b.data()[b.at() + l * b.rows() + j * b.columns()];
                s += p;
                size += Math.abs(p);
              }
              // k roundings of partial sums no larger than the sum of magnitudes
              assertThat((double) c[i * n + j])
                  .isCloseTo(
                      s,
                      org.assertj.core.api.Assertions.within(
                          1e-7 * Math.sqrt(k + 1.0) * size + 1e-9));
            }
          }
        }
      }
    }
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    for (int[] s : new int[][] {{128, 512, 784}, {512, 784, 128}, {37, 1500, 900}}) {
      F32Gemm.Matrix a = new F32Gemm.Matrix(random(s[0] * s[2], 1), 0, s[2], 1);
      F32Gemm.Matrix b = new F32Gemm.Matrix(random(s[1] * s[2], 2), 0, s[1], 1);
      for (F32Routines kernels : KERNELS) {
        float[] one = multiply(kernels, 1, s[0], s[1], s[2], a, b);
        assertThat(multiply(kernels, 2, s[0], s[1], s[2], a, b)).isEqualTo(one);
        assertThat(multiply(kernels, 5, s[0], s[1], s[2], a, b)).isEqualTo(one);
      }
    }
  }

  /** Every way a product can take: inner products, loops, tiles, spans of k; both layouts of A. */
  @ParameterizedTest
  @CsvSource({
    "3,5,7",
    "3,3,100",
    "5,2,5000",
    "2,7,64",
    "2,7,63",
    "8,12,784",
    "1,40,8192",
    "1,40,8193",
    "12,32,16",
    "13,33,127",
    "12,32,128",
    "25,65,129",
    "24,64,257",
    "7,9,2048",
    "7,9,2049",
    "30,70,2100",
    "70,66,4100",
    "400,9,2050",
    "65,64,64"
  })
  void scalarAndVectorKernelsGiveTheSameBits(int m, int n, int k) {
    float[] x = random(m * k + 9, 1);
    float[] y = random(k * n + 9, 2);
    for (F32Gemm.Matrix a :
        List.of(new F32Gemm.Matrix(x, 3, k, 1), new F32Gemm.Matrix(x, 3, 1, m))) {
      for (F32Gemm.Matrix b :
          List.of(new F32Gemm.Matrix(y, 5, n, 1), new F32Gemm.Matrix(y, 5, 1, k))) {
        float[] scalar = multiply(KERNELS.get(0), 1, m, n, k, a, b);
        assertThat(multiply(KERNELS.get(1), 1, m, n, k, a, b)).isEqualTo(scalar);
        assertThat(multiply(KERNELS.get(1), 3, m, n, k, a, b)).isEqualTo(scalar);
      }
    }
  }

  /** Equal terms are the worst case: every rounding goes the same way. */
  @ParameterizedTest
  @CsvSource({
    "16,16,1000,1e-6",
    "16,16,10000,1e-6",
    "16,16,100000,1e-6",
    "1,1,1000000,1e-6",
    "4,4,100000,1e-6",
    "1,9,100000,1e-6",
    "2,2,100000,1e-6",
    "100,100,2048,1e-6",
    "128,128,20000,1e-6",
    "300,200,20000,1.2e-6" // many results: chains of 128 instead of 64
  })
  void longProductsStayAccurate(int m, int n, int k, double tolerance) {
    float[] x = new float[m * k];
    float[] y = new float[k * n];
    Arrays.fill(x, 0.1f);
    Arrays.fill(y, 1);
    F32Gemm.Matrix a = new F32Gemm.Matrix(x, 0, k, 1);
    for (F32Gemm.Matrix b :
        List.of(new F32Gemm.Matrix(y, 0, n, 1), new F32Gemm.Matrix(y, 0, 1, k))) {
      double worst = 0;
      for (float c : multiply(KERNELS.get(1), 2, m, n, k, a, b)) {
        worst = Math.max(worst, Math.abs(c / ((double) 0.1f * k) - 1));
      }
      assertThat(worst).isLessThan(tolerance);
    }
  }
}
