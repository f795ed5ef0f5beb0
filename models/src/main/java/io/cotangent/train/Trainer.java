package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.Autograd;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Batches;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Position;
import io.cotangent.data.Sized;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Module;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Schedule;
import io.cotangent.random.Rng;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains any module on any batches.
 *
 * <pre>{@code
 * var trainer =
 *     Trainer.supervised(model, Losses::crossEntropy)
 *         .optimizer(AdamW.of(model).lr(3e-4).build())
 *         .schedule(Schedule.warmup(500).then(Schedule.cosine(10_000)))
 *         .clipNorm(1.0)
 *         .accumulate(4)
 *         .metrics(Metric.accuracy())
 *         .run(Path.of("runs/digits"), Keep.best("accuracy", 1).and(Keep.last(2)))
 *         .with(new EarlyStopping("accuracy", 3), Progress.auto());
 * History history = trainer.fit(training, validation, 10);
 * }</pre>
 *
 * <p>A step is: the losses of {@code accumulate} micro-batches, their gradients joined in
 * proportion to the terms that each loss is the mean of, so that they are those of the joined
 * batch; clipping; the schedule's rate for the step; the optimizer; the average of the weights.
 * Schedule, average and callbacks count such steps. The last micro-batches of an epoch make a step
 * of their own.
 *
 * <p>With a run's folder, {@code fit} goes on where a run was cut off, in the middle of an epoch
 * and to the bit, if model, optimizer and loaders are made as before; other settings are refused
 * with the difference. Model and loaders are the caller's: the trainer restores weights, buffers,
 * random streams, optimizer, callbacks and position.
 *
 * <p>A model in evaluation mode is put into training mode first; modules that are in evaluation
 * mode within a model in training mode stay so, as for normalizations that are frozen.
 *
 * @param <M> the model's type
 * @param <B> the batch's type
 */
public final class Trainer<M extends Module, B> {
  final M model;
  final BiFunction<? super M, ? super B, Outcome> step;
  final List<Metric> metrics = new ArrayList<>();
  final List<Callback> callbacks = new ArrayList<>();
  final Map<String, Rng> streams = new LinkedHashMap<>();
  @Nullable Optimizer optimizer;
  @Nullable Schedule schedule;
  @Nullable Path folder;
  Keep keep = Keep.last(1);
  double clipNorm = Double.POSITIVE_INFINITY;
  double clipValue = Double.POSITIVE_INFINITY;
  int accumulate = 1;
  double decay;
  NotFinite notFinite = NotFinite.STOP;
  boolean goOn;
  @Nullable WeightAverage average;

  private Trainer(M model, BiFunction<? super M, ? super B, Outcome> step) {
    this.model = model;
    this.step = step;
  }

  /**
   * For a loss of model and batch, a mean over the batch's examples. Batches that are not {@link
   * Sized} count alike; {@link #ofOutcome} says more.
   */
  public static <M extends Module, B> Trainer<M, B> of(
      M model, BiFunction<? super M, ? super B, Tensor> loss) {
    return new Trainer<>(
        model, (m, b) -> Outcome.of(loss.apply(m, b), b instanceof Sized s ? s.size() : 1));
  }

  /** For a step that says how many terms its loss averages, and what metrics compare. */
  public static <M extends Module, B> Trainer<M, B> ofOutcome(
      M model, BiFunction<? super M, ? super B, Outcome> step) {
    return new Trainer<>(model, step);
  }

  /** For a loss (prediction, target) ↦ mean over the batch's examples. */
  public static <M extends Layer> Trainer<M, Batch> supervised(
      M model, BinaryOperator<Tensor> loss) {
    return new Trainer<>(
        model,
        (m, b) -> {
          Tensor prediction = m.apply(b.x());
          return Outcome.of(loss.apply(prediction, b.y()), b.size()).comparing(prediction, b.y());
        });
  }

  // ---- settings ----

  /** What changes the parameters. */
  public Trainer<M, B> optimizer(Optimizer o) {
    optimizer = o;
    return this;
  }

  /** The learning rate of each step; none by default, and the optimizer's own rates stay. */
  public Trainer<M, B> schedule(Schedule s) {
    schedule = s;
    return this;
  }

  /** Gradients are scaled so that their joint Euclidean norm is at most this. */
  public Trainer<M, B> clipNorm(double most) {
    if (!(most > 0)) {
      throw new ArgumentException("clipNorm: " + most + " must be positive");
    }
    clipNorm = most;
    return this;
  }

  /** Elements of gradients are moved into [−most, most], before {@link #clipNorm}. */
  public Trainer<M, B> clipValue(double most) {
    if (!(most > 0)) {
      throw new ArgumentException("clipValue: " + most + " must be positive");
    }
    clipValue = most;
    return this;
  }

  /** How many batches make a step. */
  public Trainer<M, B> accumulate(int batches) {
    if (batches < 1) {
      throw new ArgumentException("accumulate: " + batches + " batches; pass 1 or more");
    }
    accumulate = batches;
    return this;
  }

  /**
   * Keeps an exponential moving average of the parameters, d·average + (1 − d)·parameter after each
   * step, with which validation, {@link #evaluate} and {@link #predict} compute; checkpoints have
   * both.
   */
  public Trainer<M, B> ema(double d) {
    if (!(d > 0 && d < 1)) {
      throw new ArgumentException("ema: decay " + d + " is outside (0, 1)");
    }
    decay = d;
    return this;
  }

  /** What is measured on validation data, besides the loss. */
  public Trainer<M, B> metrics(Metric... all) {
    metrics.addAll(List.of(all));
    Run.directions(metrics); // refuses two of one name
    return this;
  }

  /**
   * Where the run is recorded, and which checkpoints stay. One is written after each epoch; see
   * {@link Keep}.
   */
  public Trainer<M, B> run(Path where, Keep which) {
    folder = where;
    keep = which;
    return this;
  }

  /** Who follows the run, in this order. */
  public Trainer<M, B> with(Callback... all) {
    callbacks.addAll(List.of(all));
    return this;
  }

  /** What happens where a loss or a gradient is not finite: by default the run ends. */
  public Trainer<M, B> notFinite(NotFinite policy) {
    notFinite = policy;
    return this;
  }

  /** A random stream that steps draw from, beside those of the model, to be saved with the run. */
  public Trainer<M, B> random(String name, Rng rng) {
    if (model.streams().containsKey(name) || streams.containsKey(name)) {
      throw new ArgumentException("random: the stream '" + name + "' is there already");
    }
    streams.put(name, rng);
    return this;
  }

  /** Goes on with a run that a callback stopped. */
  public Trainer<M, B> goOn() {
    goOn = true;
    return this;
  }

  // ---- use ----

  /** Trains without validation; see {@link #fit(DataLoader, DataLoader, int)}. */
  public History fit(DataLoader<B> training, int epochs) {
    return fitting(training, null, epochs);
  }

  /**
   * Trains until so many epochs are over, those before an interruption included, or a callback
   * stops the run, and validates after each epoch.
   *
   * @throws ArgumentException if there is no optimizer, the data have no batches, or the run in the
   *     folder is over, was stopped, or was begun with other settings
   * @throws NotFiniteException if a loss or gradient is not finite; see {@link #notFinite}
   * @throws io.cotangent.io.WriteException if the run's folder cannot be written, or another
   *     process trains there
   */
  public History fit(DataLoader<B> training, DataLoader<B> validation, int epochs) {
    return fitting(training, validation, epochs);
  }

  private History fitting(DataLoader<B> training, @Nullable DataLoader<B> validation, int epochs) {
    Optimizer o = optimizer;
    if (o == null) {
      throw new ArgumentException("fit: no optimizer; optimizer(…) gives one");
    }
    if (epochs < 1) {
      throw new ArgumentException("epochs: " + epochs + " must be 1 or more");
    }
    for (DataLoader<B> d : validation == null ? List.of(training) : List.of(training, validation)) {
      if (d.isSized() && d.batches() == 0) {
        throw new ArgumentException(
            "fit: the " + (d == training ? "training" : "validation") + " data have no batches");
      }
    }
    if (!model.isTraining()) {
      model.train();
    }
    if (decay > 0 && average == null) {
      average = new WeightAverage(model, decay);
    }
    return new Fit<>(this, o, training, validation, epochs).run();
  }

  /**
   * The mean loss over all terms, under {@code loss}, and the metrics, in evaluation mode and
   * without gradients.
   *
   * @throws ArgumentException if the data have no batches
   */
  public Map<String, Double> evaluate(DataLoader<B> data) {
    return evaluating(
        () -> {
          metrics.forEach(Metric::reset);
          double sum = 0;
          double terms = 0;
          int batches = 0;
          try (Batches<B> all = data.open(Position.START)) {
            while (all.hasNext()) {
              B b = all.next();
              try (Scope scope = Scope.open("evaluation")) {
                Outcome o = step.apply(model, b);
                sum += o.terms() == 0 ? 0 : o.loss().item() * o.terms();
                terms += o.terms();
                batches++;
                for (Metric m : metrics) {
                  m.add(predicted(o), wanted(o));
                }
              }
            }
          }
          if (batches == 0) {
            throw new ArgumentException("evaluate: the data have no batches");
          }
          Map<String, Double> r = new LinkedHashMap<>();
          r.put(History.LOSS, terms == 0 ? Double.NaN : sum / terms);
          metrics.forEach(m -> r.put(m.name(), m.value()));
          return r;
        });
  }

  private static Tensor predicted(Outcome o) {
    Tensor p = o.prediction();
    if (p == null) {
      throw new ArgumentException(
          "metrics: the step gives no prediction; Trainer.ofOutcome with Outcome.comparing does");
    }
    return p;
  }

  private static Tensor wanted(Outcome o) {
    Tensor t = o.target();
    if (t == null) {
      throw new ArgumentException("metrics: the step gives no target");
    }
    return t;
  }

  /**
   * The predictions for all batches along axis 0, in evaluation mode and without gradients.
   *
   * @throws ArgumentException if the data have no batches, or the step gives no prediction
   */
  public Tensor predict(DataLoader<B> data) {
    return predict(data, (m, b) -> predicted(step.apply(m, b)));
  }

  /** A function of model and batch for all batches along axis 0; see {@link #predict}. */
  public Tensor predict(DataLoader<B> data, BiFunction<? super M, ? super B, Tensor> f) {
    return evaluating(
        () -> {
          List<Tensor> parts = new ArrayList<>();
          try (Batches<B> all = data.open(Position.START)) {
            while (all.hasNext()) {
              B b = all.next();
              try (Scope scope = Scope.open("prediction")) {
                Tensor y = f.apply(model, b).detach();
                parts.add(Scope.outside(y::copy));
              }
            }
          }
          if (parts.isEmpty()) {
            throw new ArgumentException("predict: the data have no batches");
          }
          return Tensor.concat(0, parts.toArray(new Tensor[0]));
        });
  }

  private <T> T evaluating(Supplier<T> work) {
    Supplier<T> quiet = () -> model.evaluating(() -> Autograd.noGrad(work));
    WeightAverage a = average;
    return a == null ? quiet.get() : a.during(quiet);
  }
}
