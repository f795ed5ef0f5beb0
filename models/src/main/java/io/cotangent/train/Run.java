package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.data.Position;
import io.cotangent.nn.Module;
import io.cotangent.optim.Optimizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A training run as its callbacks see it. */
public final class Run {
  private final Module model;
  private final Optimizer optimizer;
  private final History history;
  private final int epochs;
  private final int batches;
  private final @Nullable Path folder;
  private final Map<String, Boolean> larger;

  Position position = Position.START;
  long step;
  double loss = Double.NaN;
  double lossSum;
  double terms;
  double gradientNorm = Double.NaN;
  double stepLoss = Double.NaN;
  String stepData = "";
  Map<String, Double> metrics = Map.of();
  private @Nullable String stopped;

  Run(
      Module model,
      Optimizer optimizer,
      History history,
      int epochs,
      int batches,
      @Nullable Path folder,
      Map<String, Boolean> larger) {
    this.model = model;
    this.optimizer = optimizer;
    this.history = history;
    this.epochs = epochs;
    this.batches = batches;
    this.folder = folder;
    this.larger = larger;
  }

  /** The model. */
  public Module model() {
    return model;
  }

  /** The optimizer. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** The epochs that are over. */
  public History history() {
    return history;
  }

  /** The number of the epoch, from 0 on. */
  public int epoch() {
    return position.epoch();
  }

  /** How many epochs there will be. */
  public int epochs() {
    return epochs;
  }

  /** How many batches of the epoch have been used. */
  public int batch() {
    return position.batch();
  }

  /** How many batches an epoch has, −1 where that is not known. */
  public int batches() {
    return batches;
  }

  /** How many steps the optimizer has made. */
  public long step() {
    return step;
  }

  /** The loss of the latest micro-batch. */
  public double loss() {
    return loss;
  }

  /** The mean loss of the epoch so far, over all terms. */
  public double meanLoss() {
    return terms == 0 ? Double.NaN : lossSum / terms;
  }

  /** The norm of the gradients of the latest step, before they were clipped; NaN if not clipped. */
  public double gradientNorm() {
    return gradientNorm;
  }

  /** What the latest validation gave. */
  public Map<String, Double> metrics() {
    return metrics;
  }

  /** The run's folder, null where it has none. */
  public @Nullable Path folder() {
    return folder;
  }

  /**
   * Whether larger values of a metric are better.
   *
   * @throws ArgumentException if the run has no such metric, listing those that it has
   */
  public boolean isLargerBetter(String metric) {
    Boolean l = larger.get(metric);
    if (l == null) {
      throw new ArgumentException(
          "there is no metric '" + metric + "'; there are " + String.join(", ", larger.keySet()));
    }
    return l;
  }

  /** Ends the run after this stage; the reason is kept. */
  public void stop(String reason) {
    if (stopped == null) {
      stopped = reason;
    }
  }

  /** Why the run is to end, null if it is not. */
  public @Nullable String stopped() {
    return stopped;
  }

  /** The names of all metrics of an epoch. */
  List<String> names() {
    return List.copyOf(larger.keySet());
  }

  static Map<String, Boolean> directions(List<io.cotangent.metric.Metric> metrics) {
    Map<String, Boolean> r = new LinkedHashMap<>();
    r.put(History.LOSS, false);
    r.put(History.VALIDATION_LOSS, false);
    for (io.cotangent.metric.Metric m : metrics) {
      if (r.put(m.name(), m.isLargerBetter()) != null) {
        throw new ArgumentException("metrics: two are named '" + m.name() + "'");
      }
    }
    return r;
  }
}
