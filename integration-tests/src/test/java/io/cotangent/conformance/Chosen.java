package io.cotangent.conformance;

import io.cotangent.Backends;
import io.cotangent.Tensor;

/** A program that tells which backend it got, and that it computes. */
public final class Chosen {
  private Chosen() {}

  public static void main(String[] args) {
    if (args.length > 0) {
      Backends.use(Backends.get(args[0]));
    }
    Tensor x = Tensor.of(1.0, 2.0).requiresGrad();
    double g = x.times(x).sum().backward().get(x).sum().item();
    System.out.println(Backends.current().name() + " of " + Backends.names() + " says " + g);
  }
}
