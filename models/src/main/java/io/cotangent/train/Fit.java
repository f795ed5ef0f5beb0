package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.data.Batches;
import io.cotangent.data.DataLoader;
import io.cotangent.io.JsonObject;
import io.cotangent.nn.Module;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.ParameterGroup;
import io.cotangent.optim.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of {@link Trainer#fit}: epochs, callbacks, checkpoints. */
final class Fit<M extends Module, B> {
  private static final int FORMAT = 1;

  private final Trainer<M, B> trainer;
  private final Optimizer optimizer;
  private final DataLoader<B> training;
  private final @Nullable DataLoader<B> validation;
  private final int epochs;
  private final Map<String, Boolean> larger;
  private final History history = new History();
  private final Run run;
  private final TrainingStep<M, B> step;
  private final Map<String, Callback> callbacks = new LinkedHashMap<>();
  private @Nullable StepRecord record;
  private Map<String, String> origin = Map.of();
  private double secondsBefore;

  Fit(
      Trainer<M, B> trainer,
      Optimizer optimizer,
      DataLoader<B> training,
      @Nullable DataLoader<B> validation,
      int epochs) {
    this.trainer = trainer;
    this.optimizer = optimizer;
    this.training = training;
    this.validation = validation;
    this.epochs = epochs;
    this.larger = new LinkedHashMap<>(Run.directions(trainer.metrics));
    if (validation == null) {
      larger.keySet().retainAll(List.of(History.LOSS));
    }
    int batches = training.isSized() ? training.batches() : -1;
    Path folder = trainer.folder;
    this.run = new Run(trainer.model, optimizer, history, epochs, batches, folder, larger);
    for (String m : trainer.keep.metrics()) {
      run.isLargerBetter(m); // refuses an unknown one
    }
    if (folder != null) {
      callbacks.put("metrics.jsonl", Log.epochs(folder.resolve("metrics.jsonl")));
      record = new StepRecord(folder);
      callbacks.put(StepRecord.FILE, record);
    }
    for (Callback c : trainer.callbacks) {
      String name = c.name();
      for (int i = 2; callbacks.containsKey(name); i++) {
        name = c.name() + " " + i;
      }
      callbacks.put(name, c);
    }
    this.step = new TrainingStep<>(trainer, optimizer, run, List.copyOf(callbacks.values()));
  }

  History run() {
    Path folder = trainer.folder;
    if (folder == null) {
      train(null);
    } else {
      try (RunFolder open = RunFolder.open(folder, config())) {
        Checkpoint latest = open.latest();
        if (latest != null) {
          requireUnfinished(latest);
          if (record != null) {
            record.goOn(latest.step());
          }
          restore(latest);
        }
        origin = open.origin(run.step, Environment.of(trainer.model.backend()));
        train(open);
      }
    }
    history.stopped = run.stopped();
    return history;
  }

  private void train(@Nullable RunFolder folder) {
    callbacks.values().forEach(c -> c.fitStarts(run));
    try {
      while (run.stopped() == null && run.epoch() < epochs) {
        epoch(folder);
      }
      callbacks.values().forEach(c -> c.fitEnds(run));
    } catch (RuntimeException | Error e) {
      for (Callback c : callbacks.values()) {
        try {
          c.fitFails(run, e);
        } catch (RuntimeException further) {
          e.addSuppressed(further);
        }
      }
      throw e;
    }
  }

  private void epoch(@Nullable RunFolder folder) {
    long start = System.nanoTime();
    callbacks.values().forEach(c -> c.epochStarts(run));
    try (Batches<B> batches = training.open(run.position)) {
      while (run.stopped() == null && batches.hasNext()) {
        boolean stepped = step.make(batches);
        run.position = batches.position();
        if (stepped) {
          callbacks.values().forEach(c -> c.stepEnds(run));
        }
        boolean due = stepped && trainer.keep.isDue(run.step) && run.stopped() == null;
        if (folder != null && due && batches.hasNext()) {
          write(folder, Map.of(), secondsBefore + seconds(start));
        }
      }
      if (run.stopped() != null && batches.hasNext()) {
        if (folder != null) {
          write(folder, Map.of(), secondsBefore + seconds(start));
        }
        return;
      }
    }
    if (run.batch() == 0) {
      throw new ArgumentException("fit: the training data have no batches");
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(History.LOSS, run.meanLoss());
    validate(values);
    History.Epoch epoch =
        new History.Epoch(
            run.epoch() + 1, run.step, values, optimizer.lr(), secondsBefore + seconds(start));
    history.add(epoch);
    callbacks.values().forEach(c -> c.epochEnds(run, epoch));
    run.position = run.position.nextEpoch();
    run.lossSum = 0;
    run.terms = 0;
    secondsBefore = 0;
    if (folder != null) {
      write(folder, values, 0);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void validate(Map<String, Double> into) {
    DataLoader<B> data = validation;
    if (data == null) {
      return;
    }
    callbacks.values().forEach(c -> c.validationStarts(run));
    Map<String, Double> measured = trainer.evaluate(data);
    measured.forEach((n, v) -> into.put(n.equals(History.LOSS) ? History.VALIDATION_LOSS : n, v));
    run.metrics = Map.copyOf(measured);
    callbacks.values().forEach(c -> c.validationEnds(run, run.metrics));
  }

  // ---- the record ----

  private Map<String, Object> config() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    trainer
        .model
        .leaves()
        .forEach((n, p) -> parameters.put(n, p.leaf().dtype() + " " + p.leaf().shape()));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("class", trainer.model.getClass().getSimpleName());
    model.put("parameters", parameters);
    List<String> groups = new ArrayList<>();
    for (ParameterGroup g : optimizer.groups()) {
      groups.add(g.settings() + " for " + String.join(", ", g.parameters().names()));
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", model);
    settings.put("optimizer", groups);
    settings.put("schedule", rates());
    settings.put("clip_norm", trainer.clipNorm);
    settings.put("clip_value", trainer.clipValue);
    settings.put("accumulate", trainer.accumulate);
    settings.put("ema", trainer.decay);
    settings.put("data", training.describe());
    Map<String, Object> r = new LinkedHashMap<>();
    r.put("format", FORMAT);
    r.put("settings", settings);
    r.put("metrics", larger);
    r.put("start", start());
    return r;
  }

  /** What is given beside settings: the weights at first, and the seeds of the random streams. */
  private Map<String, Object> start() {
    Map<String, Object> streams = new LinkedHashMap<>();
    RunState.streams(trainer).forEach((n, s) -> streams.put(n, List.of(s.key(), s.counter())));
    Map<String, Object> r = new LinkedHashMap<>();
    r.put("weights", StepRecord.sha256(trainer.model.stateDict()));
    r.put("streams", streams);
    DataLoader<B> held = validation;
    if (held != null) {
      r.put("validation_data", held.describe());
    }
    return r;
  }

  /** A schedule is a function: its rates at steps near and far stand for it. */
  private List<Double> rates() {
    List<Double> r = new ArrayList<>();
    Schedule s = trainer.schedule;
    if (s != null) {
      for (int at = 0; at < 1_000_000; at += Math.max(1, at / 4)) {
        r.add(s.at(1, at));
      }
    }
    return r;
  }

  private void requireUnfinished(Checkpoint latest) {
    JsonObject state = latest.state();
    Object reason = state.find("stopped");
    if (reason != null && !trainer.goOn) {
      throw new ArgumentException(
          trainer.folder + ": the run was stopped, " + reason + ". goOn() goes on with it");
    }
    if (state.getInt("batch") == 0 && state.getInt("epoch") >= epochs) {
      throw new ArgumentException(
          trainer.folder
              + ": the run is finished, "
              + state.getInt("epoch")
              + " epochs. Fit with more epochs to go on with it");
    }
  }

  private void write(RunFolder folder, Map<String, Double> values, double seconds) {
    if (record != null) {
      record.flush();
    }
    RunState state = new RunState(trainer, run, history, callbacks);
    Map<String, String> metadata = new LinkedHashMap<>(origin);
    metadata.put("cotangent.step", String.valueOf(run.step));
    WeightAverage average = trainer.average;
    Path place = folder.place(run.step);
    Checkpoint.write(
        place,
        trainer.model.stateDict(),
        optimizer.stateDict(),
        average == null ? null : average.stateDict(),
        state.save(values, seconds),
        metadata);
    folder.prune(trainer.keep, larger);
    callbacks.values().forEach(c -> c.checkpointWritten(run, place));
  }

  private void restore(Checkpoint from) {
    secondsBefore = new RunState(trainer, run, history, callbacks).restore(from, optimizer);
  }
}
