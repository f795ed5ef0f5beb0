package io.cotangent.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Convolution;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sums of many numbers, along whichever axis and inside whichever operation. */
class LongSumsTest {
  private static final Backend BACKEND = new Nd4jProvider().create();
  private static final int MANY = 17 << 20;

  /** Relative error of the largest difference. */
  private static double error(Tensor got, double truth) {
    return got.to(DType.F64).div(truth).minus(1).abs().max().item();
  }

  private static Tensor full(double v, int... shape) {
    return Tensor.full(BACKEND, DType.F32, v, Shape.of(shape));
  }

  @Test
  void onesCountThemselvesAlongAnyAxis() {
    assertThat(full(1, 1, MANY).sum(1).get(0).item()).isEqualTo(MANY);
    assertThat(full(1, MANY).sum().item()).isEqualTo(MANY);
    assertThat(full(1, MANY, 1).sum(0).get(0).item()).isEqualTo(MANY);
    assertThat(error(full(1, 2, MANY / 4, 2).sum(1), MANY / 4)).isZero();
    assertThat(error(full(1, MANY / 4, 3).sum(0), MANY / 4)).isZero();
    assertThat(full(1, MANY).mean().item()).isEqualTo(1);
  }

  @Test
  void sumsOfAnyLengthAreAccurate() {
    for (int n : new int[] {1, 3, 511, 512, 513, 65_535, 65_536, 65_537, 200_000, 3_000_001}) {
      double truth = 0.1f * (double) n;
      assertThat(error(full(0.1f, n).sum(), truth)).as("%d", n).isLessThan(1e-7);
      assertThat(error(full(0.1f, n, 2).sum(0), truth)).as("%d, 2", n).isLessThan(1e-7);
      assertThat(error(full(0.1f, 2, n).sum(1), truth)).as("2, %d", n).isLessThan(1e-7);
    }
    double[] thirds = new double[1_000_001];
    Arrays.fill(thirds, 1.0 / 3);
    Tensor x = Tensor.of(BACKEND, thirds, Shape.of(thirds.length));
    double truth = thirds.length * (1.0 / 3);
    assertThat(error(x.sum(), truth)).isLessThan(1e-15);
    assertThat(error(x.reshape(thirds.length, 1).expand(thirds.length, 2).sum(0), truth))
        .isLessThan(1e-14);
  }

  @Test
  void whatAddsUpInsideIsAccurate() {
    assertThat(error(full(0, 1, 5_000_000).softmax(1).sum(), 1)).isLessThan(1e-7);
    assertThat(error(full(0, 1, 5_000_000).logSumExp(1), Math.log(5e6))).isLessThan(1e-7);
    assertThat(error(full(0, 1, 5_000_000).logSoftmax(1).neg(), Math.log(5e6))).isLessThan(1e-7);
    assertThat(error(full(0.1f, MANY).norm(2), 0.1f * Math.sqrt(MANY))).isLessThan(1e-6);
    Tensor x = new Rng(3).uniform(BACKEND, DType.F32, 0, 1, Shape.of(1_000_000)).plus(100_000);
    assertThat(x.variance().item()).isCloseTo(1 / 12.0, within(2e-4));
    Tensor sums = full(0.1f, 1, 1_000_000).cumsum(1);
    assertThat(sums.get(0).get(999_999).item()).isCloseTo(1e6 * 0.1f, within(0.01));
  }

  @Test
  void manyAdditionsToOneElementAreAccurate() {
    int n = 1_000_000;
    Tensor index = Tensor.zeros(BACKEND, DType.I64, Shape.of(n));
    Tensor sum = full(5, 2).indexAdd(0, index, full(0.1f, n));
    assertThat(sum.get(0).item()).isCloseTo(5 + n * (double) 0.1f, within(0.01));
    assertThat(sum.get(1).item()).isEqualTo(5);
  }

  @Test
  void productsOverManyTermsAreAccurate() {
    for (int size : new int[] {1, 3, 70}) {
      for (int k : new int[] {100, 129, 1000, 5000, 100_000}) {
        double truth = (double) 0.1f * 0.3f * k;
        Tensor a = full(0.1f, size, k);
        Tensor b = full(0.3f, k, size);
        assertThat(error(a.matmul(b), truth)).as("%d of %d", size, k).isLessThan(2e-6);
        assertThat(error(a.transpose(0, 1).copy().transpose(0, 1).matmul(b), truth))
            .isLessThan(2e-6);
      }
    }
    Tensor dot = full(0.1f, 1, 5_000_000).matmul(full(0.3f, 5_000_000, 1));
    assertThat(error(dot, (double) 0.1f * 0.3f * 5e6)).isLessThan(2e-6);
  }

  @Test
  void gradientsOfConvolutionsAddUpAccurately() {
    Tensor images = full(0.1f, 64, 1, 100, 100);
    Tensor w = full(1, 1, 1, 1, 1).requiresGrad();
    Tensor b = full(0, 1).requiresGrad();
    var g = Convolution.DEFAULT.apply(images, w, b).times(0.1f).sum().backward();
    assertThat(error(g.get(b), 640_000 * (double) 0.1f)).isLessThan(1e-6);
    assertThat(error(g.get(w), 640_000 * (double) 0.1f * 0.1f)).isLessThan(2e-6);
  }
}
