package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.data.Position;
import io.cotangent.io.JsonObject;
import io.cotangent.nn.Module;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a checkpoint has beside tensors: clocks, position, random streams, callbacks, history. */
final class RunState {
  private final Trainer<?, ?> trainer;
  private final Run run;
  private final History history;
  private final Map<String, Callback> callbacks;

  RunState(Trainer<?, ?> trainer, Run run, History history, Map<String, Callback> callbacks) {
    this.trainer = trainer;
    this.run = run;
    this.history = history;
    this.callbacks = callbacks;
  }

  static Map<String, Rng> streams(Trainer<?, ?> trainer) {
    Map<String, Rng> r = new LinkedHashMap<>(trainer.model.streams());
    r.putAll(trainer.streams);
    return r;
  }

  Map<String, @Nullable Object> save(Map<String, Double> values, double seconds) {
    Map<String, Object> streams = new LinkedHashMap<>();
    streams(trainer).forEach((n, s) -> streams.put(n, List.of(s.key(), s.counter())));
    Map<String, Object> states = new LinkedHashMap<>();
    callbacks.forEach((n, c) -> states.put(n, c.state()));
    Map<String, @Nullable Object> r = new LinkedHashMap<>();
    r.put("step", run.step);
    r.put("epoch", run.position.epoch());
    r.put("batch", run.position.batch());
    r.put("loss_sum", run.lossSum);
    r.put("terms", run.terms);
    r.put("seconds", seconds);
    r.put("values", values);
    r.put("stopped", run.stopped());
    r.put("streams", streams);
    r.put("callbacks", states);
    r.put("history", history.epochs().stream().map(History.Epoch::json).toList());
    return r;
  }

  /**
   * Restores all or nothing of model, optimizer and average; gives the seconds that the epoch has
   * taken.
   */
  double restore(Checkpoint from, Optimizer optimizer) {
    JsonObject state = from.state();
    from.values(); // which checkpoints stay goes by them
    Map<String, Tensor> weights = from.weights();
    Map<String, Tensor> slots = from.optimizer();
    Map<String, Tensor> averages = from.average();
    Map<Rng, long[]> streams = streams(state.getObject("streams"), from);
    long step = state.getLong("step");
    Position position = new Position(state.getInt("epoch"), state.getInt("batch"));
    double lossSum = state.getDouble("loss_sum");
    double terms = state.getDouble("terms");
    double seconds = state.getDouble("seconds");
    List<History.Epoch> epochs =
        state.getObjects("history").stream().map(History.Epoch::of).toList();
    JsonObject states = state.getObject("callbacks");
    callbacks.forEach(
        (n, c) -> {
          if (states.has(n)) {
            c.load(states.getObject(n));
          }
        });
    WeightAverage average = trainer.average;
    if (average != null && averages != null) {
      average.check(averages);
    }
    Module model = trainer.model;
    Map<String, Tensor> before = model.stateDict();
    model.load(weights);
    try {
      optimizer.load(slots);
    } catch (RuntimeException e) {
      model.load(before);
      throw e;
    }
    if (average != null && averages != null) {
      average.load(averages);
    }
    streams.forEach((rng, s) -> rng.restore(s[0], s[1]));
    run.step = step;
    run.position = position;
    run.lossSum = lossSum;
    run.terms = terms;
    epochs.forEach(history::add);
    return seconds;
  }

  private Map<Rng, long[]> streams(JsonObject saved, Checkpoint from) {
    Map<String, Rng> own = streams(trainer);
    if (!saved.names().equals(own.keySet())) {
      throw new ArgumentException(
          from.folder()
              + ": saved are the random streams "
              + saved.names()
              + ", the model and the trainer have "
              + own.keySet());
    }
    Map<Rng, long[]> r = new java.util.IdentityHashMap<>();
    own.forEach(
        (n, rng) -> {
          List<?> s = saved.getList(n);
          if (s.size() != 2 || !(s.get(0) instanceof Long key) || !(s.get(1) instanceof Long at)) {
            throw saved.error(n, "a key and a counter");
          }
          r.put(rng, new long[] {key, at});
        });
    return r;
  }
}
