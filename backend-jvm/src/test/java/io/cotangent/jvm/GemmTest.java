package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GemmTest {
  private static final List<F32Kernels> KERNELS = List.of(new F32Kernels(), new F32VectorKernels());

  private static float[] random(int n, int seed) {
    float[] r = new float[n];
    Random random = new Random(seed);
    for (int i = 0; i < n; i++) {
      r[i] = random.nextFloat() - 0.5f;
    }
    return r;
  }

  private static float[] multiply(
      F32Kernels kernels, int threads, int m, int n, int k, F32Gemm.Matrix a, F32Gemm.Matrix b) {
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
        for (F32Kernels kernels : KERNELS) {
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
      for (F32Kernels kernels : KERNELS) {
        float[] one = multiply(kernels, 1, s[0], s[1], s[2], a, b);
        assertThat(multiply(kernels, 2, s[0], s[1], s[2], a, b)).isEqualTo(one);
        assertThat(multiply(kernels, 5, s[0], s[1], s[2], a, b)).isEqualTo(one);
      }
    }
  }
}
