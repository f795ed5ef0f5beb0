package io.cotangent.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftPlus;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What ND4J does wrong, and that users of this backend do not see it. Where the first half of a
 * test fails one day, ND4J has been mended, and a detour in the backend can go.
 */
class FaultsTest {
  private static final Backend BACKEND = new Nd4jProvider().create();

  private static Tensor of(double... values) {
    return Tensor.of(BACKEND, values, Shape.of(values.length));
  }

  private static Tensor of(float... values) {
    return Tensor.of(BACKEND, values, Shape.of(values.length));
  }

  private static void custom(String name, INDArray z, INDArray... in) {
    Nd4j.getExecutioner().exec(new DynamicCustomOp(name, in, new INDArray[] {z}));
  }

  @Test
  void maxAndArgmaxAndMaximumLoseNan() {
    assertThat(Nd4j.createFromArray(1, Double.NaN, 2).maxNumber().doubleValue()).isEqualTo(2);
    assertThat(Nd4j.argMax(Nd4j.createFromArray(1, Double.NaN, 2)).getLong(0)).isEqualTo(2);
    INDArray z = Nd4j.create(DataType.DOUBLE, 1);
    custom("maximum", z, Nd4j.createFromArray(Double.NaN), Nd4j.createFromArray(1.0));
    assertThat(z.getDouble(0)).isEqualTo(1);

    assertThat(of(1, Double.NaN, 2).max().item()).isNaN();
    assertThat(of(1, Double.NaN, 2).argmax(0).item()).isEqualTo(1);
    assertThat(of(Double.NaN).maximum(of(1.0)).item()).isNaN();
    assertThat(of(Double.NaN).clamp(0, 1).item()).isNaN();
  }

  @Test
  void theGradientOfReluAtNanIsZero() {
    INDArray z = Nd4j.create(DataType.DOUBLE, 1);
    custom("relu_bp", z, Nd4j.createFromArray(Double.NaN), Nd4j.createFromArray(2.0));
    assertThat(z.getDouble(0)).isZero();

    Tensor x = of(Double.NaN).requiresGrad();
    assertThat(x.relu().times(2).sum().backward().get(x).item()).isEqualTo(2);
  }

  @Test
  void softplusOverflows() {
    INDArray z = Nd4j.create(DataType.FLOAT, 2);
    Nd4j.getExecutioner().exec(new SoftPlus(Nd4j.createFromArray(100f, -100f), z));
    assertThat(z.getFloat(0)).isInfinite();

    assertThat(of(100f).softplus().item()).isEqualTo(100);
  }

  @Test
  void productsOfF32OverflowOnTheWay() {
    INDArray x = Nd4j.createFromArray(1e30f, 1e30f, 1e-30f);
    assertThat(x.prodNumber().floatValue()).isInfinite();

    assertThat(of(1e30f, 1e30f, 1e-30f).prod().item()).isCloseTo(1e30, within(1e24));
  }

  @Test
  void sumsOverManyRowsLoseDigits() {
    double truth = 0.1f * 100_000.0;
    double sum = Nd4j.create(DataType.FLOAT, 100_000, 2).assign(0.1).sum(0).getDouble(0);
    assertThat(Math.abs(sum - truth)).isGreaterThan(1);

    Tensor x = Tensor.full(BACKEND, DType.F32, 0.1f, Shape.of(100_000, 2));
    assertThat(x.sum(0).get(0).item()).isCloseTo(truth, within(0.05));
  }

  @Test
  void emptyArraysAreRefused() {
    assertThatThrownBy(() -> Nd4j.empty(DataType.DOUBLE).sumNumber())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> Nd4j.create(DataType.DOUBLE, 3, 0).mmul(Nd4j.create(DataType.DOUBLE, 0, 2)))
        .isInstanceOf(IllegalStateException.class);

    Tensor none = of(new double[0]);
    assertThat(none.sum().item()).isZero();
    assertThat(none.reshape(3, 0).matmul(none.reshape(0, 2)).toDoubles()).containsOnly(0);
  }

  @Test
  void negativeStridesAreRefused() {
    INDArray x = Nd4j.createFromArray(1.0, 2.0, 3.0);
    assertThatThrownBy(
            () ->
                Nd4j.create(x.data(), new long[] {3}, new long[] {-1}, 2, 'c')
                    .add(Nd4j.zeros(DataType.DOUBLE, 3)))
        .isInstanceOf(RuntimeException.class);

    assertThat(of(1, 2, 3).flip(0).plus(of(0, 0, 0)).toDoubles()).containsExactly(3, 2, 1);
  }

  @Test
  void subnormalResultsBecomeZero() {
    INDArray z = Nd4j.create(DataType.FLOAT, 1);
    Nd4j.getExecutioner().exec(new Sigmoid(Nd4j.createFromArray(-100f), z));
    assertThat(z.getFloat(0)).isZero();

    assertThat(of(-100f).sigmoid().item()).isEqualTo((float) Math.exp(-100));
  }

  @Test
  void theRemainderHasNoOperationOfItsOwn() {
    INDArray x = Nd4j.createFromArray(-7.5, 7.5);
    assertThatThrownBy(() -> custom("fmod", x.dup(), x, Nd4j.createFromArray(2.0, 2.0)))
        .isInstanceOf(RuntimeException.class);

    assertThat(of(-7.5, 7.5).rem(2.0).toDoubles()).containsExactly(-1.5, 1.5);
  }
}
