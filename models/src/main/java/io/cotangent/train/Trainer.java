package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.DataLoader;
import io.cotangent.nn.Layer;
import io.cotangent.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/**
 * The training loop: batches through model and loss, backward, optimizer step, one scope a step.
 */
public final class Trainer {
  private final Layer model;
  private final BinaryOperator<Tensor> loss;
  private final Optimizer optimizer;
  private Progress progress = Progress.NONE;

  /** One epoch's result: mean training loss, accuracy on the test data, wall time. */
  public record Epoch(int number, double loss, double accuracy, double seconds) {}

  /** For a model and a loss (prediction, target) ↦ scalar. */
  public Trainer(Layer model, BinaryOperator<Tensor> loss, Optimizer optimizer) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
  }

  /** Who follows the steps of each epoch; nobody by default. */
  public Trainer progress(Progress p) {
    progress = p;
    return this;
  }

  /** Trains for some epochs, evaluating after each. */
  public List<Epoch> fit(
      DataLoader<Batch> training, DataLoader<Batch> test, int epochs, Consumer<Epoch> afterEach) {
    if (epochs <= 0) {
      throw new ArgumentException("epochs: " + epochs + " must be 1 or more");
    }
    List<Epoch> history = new ArrayList<>();
    for (int e = 1; e <= epochs; e++) {
      long start = System.nanoTime();
      double mean = epoch(training, "epoch " + e + "/" + epochs);
      double accuracy = Metrics.evaluate(model, test).accuracy();
      Epoch result = new Epoch(e, mean, accuracy, (System.nanoTime() - start) / 1e9);
      history.add(result);
      afterEach.accept(result);
    }
    return history;
  }

  private double epoch(DataLoader<Batch> training, String title) {
    model.train();
    double total = 0;
    long examples = 0;
    progress.start(title, training.batches());
    try {
      for (Batch b : training) {
        int n = b.indices().length;
        total += step(b) * n;
        examples += n;
        progress.step(total / examples);
      }
    } finally {
      progress.end();
    }
    return examples == 0 ? Double.NaN : total / examples;
  }

  private double step(Batch b) {
    try (Scope scope = Scope.open("training step")) {
      Tensor l = loss.apply(model.apply(b.x()), b.y());
      optimizer.step(l.backward());
      return l.item();
    }
  }
}
