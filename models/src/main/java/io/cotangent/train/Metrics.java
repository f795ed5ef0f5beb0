package io.cotangent.train;

import io.cotangent.Autograd;
import io.cotangent.Scope;
import io.cotangent.data.Batch;
import io.cotangent.data.DataLoader;
import io.cotangent.nn.Layer;
import java.util.ArrayList;
import java.util.List;

/** What a model gets right. */
public final class Metrics {
  /** A wrong answer: which example, and what the model took it for. */
  public record Mistake(int index, int predicted) {}

  /** The result of an evaluation. */
  public record Evaluation(double accuracy, List<Mistake> mistakes) {}

  private Metrics() {}

  /** The share of examples whose class has the largest output, and the others. */
  public static Evaluation evaluate(Layer model, DataLoader<Batch> data) {
    return model.evaluating(() -> evaluated(model, data));
  }

  private static Evaluation evaluated(Layer model, DataLoader<Batch> data) {
    List<Mistake> mistakes = new ArrayList<>();
    int total = 0;
    for (Batch b : data) {
      try (Scope scope = Scope.open("evaluation")) {
        long[] predicted = Autograd.noGrad(() -> model.apply(b.x()).argmax(1)).toLongs();
        long[] truth = b.y().toLongs();
        total += truth.length;
        for (int i = 0; i < truth.length; i++) {
          if (predicted[i] != truth[i]) {
            mistakes.add(new Mistake(b.indices()[i], (int) predicted[i]));
          }
        }
      }
    }
    return new Evaluation(total == 0 ? Double.NaN : 1 - (double) mistakes.size() / total, mistakes);
  }
}
