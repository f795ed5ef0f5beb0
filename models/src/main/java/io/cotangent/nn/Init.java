package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * Initial values of weights, as PyTorch's {@code nn.init} has them. For a weight [out, in, kernel…]
 * fan-in is in·kernel and fan-out out·kernel. Xavier: Glorot and Bengio 2010; Kaiming: He et al.
 * 2015.
 *
 * <pre>{@code
 * Layer conv = new Conv2d(3, 64, 3, rng, c -> c.init(Init.kaimingNormal()));
 * model.parameters("**.weight").init(Init.orthogonal(Gain.RELU), rng);
 * }</pre>
 */
@FunctionalInterface
public interface Init {
  /** A new F32 tensor of a shape. */
  Tensor make(Rng rng, int... shape);

  /** U(low, high). */
  static Init uniform(double low, double high) {
    return (rng, shape) -> rng.uniform(low, high, shape);
  }

  /** N(mean, deviation²). */
  static Init normal(double mean, double deviation) {
    return (rng, shape) -> rng.normal(mean, deviation, shape);
  }

  /** N(mean, deviation²), drawn again until it is within low … high. */
  static Init truncatedNormal(double mean, double deviation, double low, double high) {
    return (rng, shape) -> rng.truncatedNormal(mean, deviation, low, high, shape);
  }

  /** One value. */
  static Init constant(double value) {
    return (rng, shape) -> Tensor.full(value, shape);
  }

  /** U(−a, a) with a = √(6/(fanIn + fanOut)). */
  static Init xavierUniform() {
    return xavierUniform(1);
  }

  /** U(−a, a) with a = gain·√(6/(fanIn + fanOut)); see {@link Gain}. */
  static Init xavierUniform(double gain) {
    return (rng, shape) -> symmetric(rng, gain * Math.sqrt(6.0 / fans(shape)), shape);
  }

  /** N(0, 2/(fanIn + fanOut)). */
  static Init xavierNormal() {
    return xavierNormal(1);
  }

  /** N(0, gain²·2/(fanIn + fanOut)); see {@link Gain}. */
  static Init xavierNormal(double gain) {
    return (rng, shape) -> rng.normal(0, gain * Math.sqrt(2.0 / fans(shape)), shape);
  }

  /** U(−a, a) with a = √(6/fanIn), for ReLU networks. */
  static Init kaimingUniform() {
    return kaimingUniform(Gain.RELU, true);
  }

  /** U(−a, a) with a = gain·√(3/fan), the fan being fan-in, or else fan-out. */
  static Init kaimingUniform(double gain, boolean fanIn) {
    return (rng, shape) ->
        symmetric(rng, gain * Math.sqrt(3.0 / (fanIn ? fanIn(shape) : fanOut(shape))), shape);
  }

  /** N(0, 2/fanIn), for ReLU networks. */
  static Init kaimingNormal() {
    return kaimingNormal(Gain.RELU, true);
  }

  /** N(0, gain²/fan), the fan being fan-in, or else fan-out. */
  static Init kaimingNormal(double gain, boolean fanIn) {
    return (rng, shape) ->
        rng.normal(0, gain / Math.sqrt(fanIn ? fanIn(shape) : fanOut(shape)), shape);
  }

  /** U(−a, a) with a = 1/√fanIn, PyTorch's choice for its layers. */
  static Init fanIn() {
    return (rng, shape) -> symmetric(rng, 1 / Math.sqrt(fanIn(shape)), shape);
  }

  /** Ones on the diagonal of a matrix, else zeros: what keeps a layer's input. */
  static Init eye() {
    return (rng, shape) -> {
      if (shape.length != 2) {
        throw new ArgumentException("init: eye is of matrices, got " + Shape.of(shape));
      }
      return Tensor.eye(shape[0], shape[1]);
    };
  }

  /**
   * What keeps the channels of a convolution's input: 1 where output channel i of a group meets its
   * input channel i at the kernel's centre, else 0.
   */
  static Init dirac(int groups) {
    return (rng, shape) -> StructuredInit.dirac(groups, shape);
  }

  /** A matrix [out, in·kernel] with orthogonal rows or columns (Saxe et al. 2013), times a gain. */
  static Init orthogonal(double gain) {
    return (rng, shape) -> StructuredInit.orthogonal(rng, gain, shape);
  }

  /**
   * N(0, deviation²), and in every column a part of the elements 0 (Martens 2010).
   *
   * @param zeros which part, in [0, 1]
   */
  static Init sparse(double zeros, double deviation) {
    return (rng, shape) -> StructuredInit.sparse(rng, zeros, deviation, shape);
  }

  private static Tensor symmetric(Rng rng, double bound, int... shape) {
    return rng.uniform(-bound, bound, shape);
  }

  private static int fanIn(int[] shape) {
    check(shape);
    return Shape.of(shape).size() / shape[0];
  }

  private static int fanOut(int[] shape) {
    check(shape);
    return Shape.of(shape).size() / shape[1];
  }

  private static double fans(int[] shape) {
    return (double) fanIn(shape) + fanOut(shape);
  }

  private static void check(int[] shape) {
    if (shape.length < 2 || Shape.of(shape).size() == 0) {
      throw new ArgumentException(
          "init: fan-in and fan-out need a weight of at least two axes, none empty; got "
              + Shape.of(shape));
    }
  }
}
