package io.cotangent.suite;

import io.cotangent.DType;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Relu;
import io.cotangent.nn.Sequential;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import java.lang.management.ManagementFactory;

/**
 * A step of training, with and without a scope. As a program it prints how many bytes a thousand
 * steps allocate: in a JVM of its own, because what other tests have run decides when and how
 * vector code is compiled, and until it is every vector is an object.
 */
public final class TrainingStep {
  private final Rng rng = new Rng(1);
  private final Sequential model =
      new Sequential(new Linear(784, 128, rng), new Relu(), new Linear(128, 10, rng));
  private final Optimizer adam = Adam.of(model).lr(1e-3).build();
  private final Tensor x = rng.normal(0, 1, 128, 784);
  private final Tensor y = Tensor.zeros(128).to(DType.I64);

  void plain() {
    adam.step(Losses.crossEntropy(model.apply(x), y).backward());
  }

  void scoped() {
    try (Scope s = Scope.open("step")) {
      plain();
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** What a thousand steps allocate once they are compiled: the least of several rounds. */
  private static long allocatedBy(Runnable step) {
    long least = Long.MAX_VALUE;
    for (int rest = 3; rest > 0; rest--) {
      long before = allocated();
      for (int i = 0; i < 1000; i++) {
        step.run();
      }
      long round = allocated() - before;
      rest = round < 0.9 * least ? 3 : rest;
      least = Math.min(least, round);
    }
    return least;
  }

  public static void main(String[] args) {
    TrainingStep s = new TrainingStep();
    System.out.println(allocatedBy(s::plain) + " " + allocatedBy(s::scoped));
  }
}
