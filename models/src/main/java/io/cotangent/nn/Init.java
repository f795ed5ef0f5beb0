package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * Initial values of weights. For a weight [out, in, kernel…] fan-in is in·kernel and fan-out
 * out·kernel. Xavier: Glorot and Bengio 2010; Kaiming: He et al. 2015.
 */
@FunctionalInterface
public interface Init {
  /** A new F32 tensor of a shape. */
  Tensor make(Rng rng, int... shape);

  /** U(−a, a) with a = √(6/(fanIn + fanOut)). */
  static Init xavierUniform() {
    return (rng, shape) -> uniform(rng, Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape))), shape);
  }

  /** N(0, 2/(fanIn + fanOut)). */
  static Init xavierNormal() {
    return (rng, shape) -> rng.normal(0, Math.sqrt(2.0 / (fanIn(shape) + fanOut(shape))), shape);
  }

  /** U(−a, a) with a = √(6/fanIn), for ReLU networks. */
  static Init kaimingUniform() {
    return (rng, shape) -> uniform(rng, Math.sqrt(6.0 / fanIn(shape)), shape);
  }

  /** N(0, 2/fanIn), for ReLU networks. */
  static Init kaimingNormal() {
    return (rng, shape) -> rng.normal(0, Math.sqrt(2.0 / fanIn(shape)), shape);
  }

  /** U(−a, a) with a = 1/√fanIn, PyTorch's choice for its layers. */
  static Init fanIn() {
    return (rng, shape) -> uniform(rng, 1 / Math.sqrt(fanIn(shape)), shape);
  }

  /** One value. */
  static Init constant(double value) {
    return (rng, shape) -> Tensor.full(value, shape);
  }

  private static Tensor uniform(Rng rng, double bound, int... shape) {
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

  private static void check(int[] shape) {
    if (shape.length < 2 || Shape.of(shape).size() == 0) {
      throw new ArgumentException(
          "init: fan-in and fan-out need a weight of at least two axes, none empty; got "
              + Shape.of(shape));
    }
  }
}
