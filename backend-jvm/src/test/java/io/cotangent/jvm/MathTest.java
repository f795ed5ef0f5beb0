package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.op.Reference;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The functions against StrictMath over the whole range, and the vector kernels against the scalar
 * ones, bit by bit.
 */
class MathTest {
  private interface F32 {
    float of(float x);
  }

  /** The largest error in ulp over every 997th bit pattern of F32. */
  private static double worst(F32 f, DoubleUnaryOperator truth) {
    double worst = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 997) {
      float x = Float.intBitsToFloat((int) bits);
      float y = f.of(x);
      double t = truth.applyAsDouble(x);
      if (Float.isNaN(y) || Double.isNaN(t)) {
        assertThat(Float.isNaN(y)).as("NaN at %s", x).isEqualTo(Double.isNaN(t));
      } else if (Float.isInfinite((float) t) || Float.isInfinite(y)) {
        assertThat(y).as("at %s", x).isEqualTo((float) t);
      } else {
        worst = Math.max(worst, Math.abs(y - t) / Math.ulp((float) t));
      }
    }
    return worst;
  }

  private static double worst64(
      DoubleUnaryOperator f, DoubleUnaryOperator truth, double low, double high) {
    double worst = 0;
    Random random = new Random(5);
    for (int i = 0; i < 1_000_000; i++) {
      double x = low + (high - low) * random.nextDouble();
      x = i % 3 == 0 ? x * StrictMath.exp(-random.nextInt(40)) : x;
      double t = truth.applyAsDouble(x);
      worst = Math.max(worst, Math.abs(f.applyAsDouble(x) - t) / Math.ulp(t));
    }
    return worst;
  }

  private static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
  }

  @Test
  void expIsWithinTwoUlp() {
    assertThat(worst(F32Math::exp, StrictMath::exp)).isLessThanOrEqualTo(2);
    assertThat(worst64(F64Math::exp, StrictMath::exp, -745, 709.7)).isLessThanOrEqualTo(2);
  }

  @Test
  void logIsWithinTwoUlp() {
    assertThat(worst(F32Math::log, StrictMath::log)).isLessThanOrEqualTo(2);
    assertThat(worst64(F64Math::log, StrictMath::log, 1e-300, 10)).isLessThanOrEqualTo(2);
    assertThat(F64Math.log(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(F64Math.log(-1)).isNaN();
    assertThat(F64Math.log(Double.MIN_VALUE)).isEqualTo(StrictMath.log(Double.MIN_VALUE));
  }

  @Test
  void sinAndCosAreWithinOneUlp() {
    assertThat(worst(F32Math::sin, StrictMath::sin)).isLessThanOrEqualTo(1);
    assertThat(worst(F32Math::cos, StrictMath::cos)).isLessThanOrEqualTo(1);
    for (int n = -63_000; n <= 63_000; n++) { // where the result is smallest
      float x = (float) (n * (Math.PI / 2));
      assertThat(F32Math.sin(x)).isEqualTo((float) StrictMath.sin(x));
      assertThat(F32Math.cos(x)).isEqualTo((float) StrictMath.cos(x));
    }
  }

  @Test
  void tanhSigmoidAndErfAreWithinFourUlp() {
    assertThat(worst(F32Math::tanh, StrictMath::tanh)).isLessThanOrEqualTo(4);
    assertThat(worst(F32Math::sigmoid, MathTest::sigmoid)).isLessThanOrEqualTo(4);
    assertThat(worst(F32Math::erf, Reference::erf)).isLessThanOrEqualTo(4);
    assertThat(worst64(F64Math::tanh, StrictMath::tanh, -25, 25)).isLessThanOrEqualTo(4);
    assertThat(worst64(F64Math::sigmoid, MathTest::sigmoid, -700, 700)).isLessThanOrEqualTo(4);
    assertThat(worst64(F64Math::erf, Reference::erf, -7, 7)).isLessThanOrEqualTo(4);
    assertThat(worst64(F64Math::erf, Reference::erf, -1e-9, 1e-9)).isLessThanOrEqualTo(4);
    assertThat(F64Math.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(F64Math.erf(Double.NaN)).isNaN();
  }

  @Test
  void theReferenceErfAgreesWithPublishedValues() {
    assertThat(Reference.erf(0.5)).isEqualTo(0.5204998778130465);
    assertThat(Reference.erf(1)).isEqualTo(0.8427007929497149);
    assertThat(Reference.erf(2)).isEqualTo(0.9953222650189527);
    assertThat(Reference.erfc(5))
        .isEqualTo(1.5374597944280347e-12, org.assertj.core.api.Assertions.within(1e-27));
  }

  @Test
  void vectorKernelsGiveTheBitsOfTheScalarOnes() {
    float[] x = new float[4096 + 5];
    double[] d = new double[x.length];
    Random random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = i < 2048 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian() * 5;
      d[i] = i < 2048 ? Double.longBitsToDouble(random.nextLong()) : random.nextGaussian() * 5;
    }
    for (io.cotangent.op.Unary op : io.cotangent.op.Unary.values()) {
      if (op != io.cotangent.op.Unary.NOT) {
        float[] a = new float[x.length];
        float[] b = new float[x.length];
        new F32ErfKernels().unary(op, x, 0, a, 0, x.length);
        new F32Kernels().unary(op, x, 0, b, 0, x.length);
        assertThat(a).as(op.label()).isEqualTo(b);
        double[] p = new double[d.length];
        double[] q = new double[d.length];
        new F64ErfKernels().unary(op, d, 0, p, 0, d.length);
        new F64Kernels().unary(op, d, 0, q, 0, d.length);
        assertThat(p).as(op.label()).isEqualTo(q);
      }
    }
  }

  @Test
  void gradientKernelsGiveTheBitsOfTheScalarOnes() {
    float[] g = new float[1003];
    float[] x = new float[1003];
    Random random = new Random(4);
    for (int i = 0; i < x.length; i++) {
      g[i] = (float) random.nextGaussian();
      x[i] = (float) random.nextGaussian();
    }
    for (io.cotangent.op.Binary op : io.cotangent.op.Binary.values()) {
      if (!op.isPredicate()) {
        float[] a = new float[x.length];
        float[] b = new float[x.length];
        new F32ErfKernels().binary(op, g, 0, x, 0, a, 0, x.length);
        new F32Kernels().binary(op, g, 0, x, 0, b, 0, x.length);
        assertThat(a).as(op.label()).isEqualTo(b);
        double[] p = new double[x.length];
        double[] q = new double[x.length];
        new F64ErfKernels().binary(op, doubles(g), 0, doubles(x), 0, p, 0, x.length);
        new F64Kernels().binary(op, doubles(g), 0, doubles(x), 0, q, 0, x.length);
        assertThat(p).as(op.label()).isEqualTo(q);
      }
    }
  }

  private static double[] doubles(float[] x) {
    double[] d = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      d[i] = x[i];
    }
    return d;
  }
}
