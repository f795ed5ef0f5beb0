package io.cotangent.example;

import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Tanh;
import io.cotangent.optim.Adam;
import io.cotangent.random.Rng;

/** The README's Java example. */
final class Readme {
  private Readme() {}

  static double learnXor() {
    // example
    Rng rng = new Rng(1);
    Tensor x = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    Tensor y = Tensor.of(new float[] {0, 1, 1, 0}, 4, 1);
    var model = new Sequential(new Linear(2, 16, rng), new Tanh(), new Linear(16, 1, rng));
    var adam = Adam.of(model).lr(0.05).build();
    for (int i = 0; i < 200; i++) {
      try (Scope step = Scope.open("step")) {
        Tensor loss = Losses.mse(model.apply(x), y);
        adam.step(loss.backward());
      }
    }
    System.out.println(model.apply(x)); // close to 0, 1, 1, 0
    // end
    return Losses.mse(model.apply(x), y).item();
  }
}
