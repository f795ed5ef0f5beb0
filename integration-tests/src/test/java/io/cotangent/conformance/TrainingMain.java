package io.cotangent.conformance;

import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import org.bytedeco.javacpp.Pointer;

/** Gradient descent on ND4J that leaves all memory to the garbage collector. */
public final class TrainingMain {
  private TrainingMain() {}

  public static void main(String[] args) {
    int steps = Integer.parseInt(args[0]);
    Backend b = Backends.get("nd4j");
    Tensor x = new Rng(1).normal(b, DType.F32, 0, 1, Shape.of(256, 256));
    Tensor target = new Rng(2).normal(b, DType.F32, 0, 1, Shape.of(256, 64));
    Tensor w = Tensor.zeros(b, DType.F32, Shape.of(256, 64));
    long before = 0;
    for (int i = 0; i < steps; i++) {
      Tensor leaf = w.requiresGrad();
      Tensor loss = x.times(2).matmul(leaf).minus(target).square().mean();
      w = w.minus(loss.backward().get(leaf).times(0.01)).detach();
      if (i == steps / 10) {
        before = Pointer.physicalBytes();
      }
    }
    System.out.println(steps + " steps, sum " + w.sum().item());
    System.out.println("resident growth " + (Pointer.physicalBytes() - before >> 20) + " MiB");
  }
}
