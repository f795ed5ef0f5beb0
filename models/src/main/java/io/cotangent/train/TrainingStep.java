package io.cotangent.train;

import io.cotangent.Gradients;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.data.Batches;
import io.cotangent.data.Fingerprint;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.nn.State;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Micro-batches through the model and backwards, and a step of the optimizer. */
final class TrainingStep<M extends Module, B> {
  private static final System.Logger LOG = System.getLogger("io.cotangent");

  private final Trainer<M, B> trainer;
  private final Optimizer optimizer;
  private final Run run;
  private final List<Callback> callbacks;
  private final Parameters parameters;
  private final Map<String, State> buffers;
  private final Map<String, Rng> streams;
  private boolean saidEmpty;

  // of the step under way
  private @Nullable Gradients sum;
  private double terms;
  private double lossSum;
  private @Nullable String fault;
  private @Nullable Fingerprint data;

  TrainingStep(Trainer<M, B> trainer, Optimizer optimizer, Run run, List<Callback> callbacks) {
    this.trainer = trainer;
    this.optimizer = optimizer;
    this.run = run;
    this.callbacks = callbacks;
    this.parameters = trainer.model.parameters();
    this.buffers = trainer.model.buffers();
    this.streams = new LinkedHashMap<>(trainer.model.streams());
    streams.putAll(trainer.streams);
  }

  /** What a batch that is given up must leave as it was, and what running it again needs. */
  private record Before(Map<State, Tensor> buffers, Map<Rng, long[]> streams) {
    void restoreBuffers() {
      buffers.forEach(State::set);
    }

    void restoreStreams() {
      streams.forEach((rng, s) -> rng.restore(s[0], s[1]));
    }
  }

  private Before before() {
    Map<State, Tensor> values = new java.util.IdentityHashMap<>();
    buffers.values().forEach(b -> values.put(b, b.value()));
    Map<Rng, long[]> at = new java.util.IdentityHashMap<>();
    streams.values().forEach(s -> at.put(s, new long[] {s.key(), s.counter()}));
    return new Before(values, at);
  }

  /** Uses up to {@code accumulate} batches; says whether the optimizer made a step. */
  boolean make(Batches<B> batches) {
    callbacks.forEach(c -> c.stepStarts(run));
    sum = null;
    terms = 0;
    lossSum = 0;
    fault = null;
    data = run.folder() == null ? null : new Fingerprint();
    Before start = before();
    try (Scope scope = Scope.open("training step")) {
      for (int i = 0; i < trainer.accumulate && batches.hasNext(); i++) {
        B batch = batches.next();
        if (data != null) {
          data.add(batch);
        }
        if (trainer.accumulate == 1) {
          add(batch, null);
        } else {
          try (Scope micro = Scope.open("micro-batch")) {
            add(batch, micro);
          }
        }
      }
      if (fault == null && sum != null) {
        step(sum);
      }
    } finally {
      sum = null;
    }
    if (fault != null) {
      start.restoreBuffers();
      LOG.log(System.Logger.Level.WARNING, "{0}; no step is made", fault);
      return false;
    }
    if (terms == 0) {
      if (!saidEmpty) {
        saidEmpty = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: its losses average nothing; no step is made",
            where());
      }
      return false;
    }
    run.stepLoss = lossSum / terms;
    String sum = data == null ? null : data.value();
    run.stepData = sum == null ? "" : sum;
    run.lossSum += lossSum;
    run.terms += terms;
    return true;
  }

  /** The number of the step, from 1 on, and where its first batch stands. */
  private String where() {
    return "training step "
        + (run.step + 1)
        + " (epoch "
        + (run.epoch() + 1)
        + ", batch "
        + (run.batch() + 1)
        + ")";
  }

  private void add(B batch, @Nullable Scope micro) {
    Before before = before();
    Outcome o = trainer.step.apply(trainer.model, batch);
    if (o.terms() == 0 || fault != null) {
      return;
    }
    double loss = o.loss().item();
    run.loss = loss;
    callbacks.forEach(c -> c.lossComputed(run));
    if (Double.isNaN(loss) || Double.isInfinite(loss)) {
      fail("the loss is " + loss, batch, before);
      return;
    }
    Gradients g = o.loss().backward();
    String broken = notFinite(g);
    if (broken != null) {
      fail("the gradient of " + broken + " is not finite", batch, before);
      return;
    }
    lossSum += loss * o.terms();
    terms += o.terms();
    if (micro == null) {
      sum = g;
      return;
    }
    // Weighted by terms and, at the end, divided by all of them.
    Gradients weighted = g.times(o.terms());
    Gradients former = sum;
    Gradients joined = former == null ? weighted : former.plus(weighted);
    sum = joined.map(micro::keep);
  }

  private void step(Gradients joined) {
    Gradients g = trainer.accumulate == 1 ? joined : joined.times(1 / terms);
    if (trainer.clipValue < Double.POSITIVE_INFINITY) {
      g = g.clipValue(trainer.clipValue);
    }
    if (trainer.clipNorm < Double.POSITIVE_INFINITY) {
      double norm = g.norm();
      run.gradientNorm = norm;
      if (!(norm < Double.POSITIVE_INFINITY)) {
        failed("the norm of the gradients is " + norm + ", each of which is finite", null);
        return;
      }
      g = g.withNormAtMost(trainer.clipNorm, norm);
    }
    for (Callback c : callbacks) {
      g = c.gradients(run, g);
    }
    if (trainer.schedule != null) {
      optimizer.setLr(trainer.schedule, (int) Math.min(Integer.MAX_VALUE, run.step));
    }
    optimizer.step(g);
    if (trainer.average != null) {
      trainer.average.move();
    }
    run.step++;
  }

  /** The first parameter whose gradient has an element that is not finite, null if none has. */
  private @Nullable String notFinite(Gradients g) {
    if (g.isFinite()) {
      return null;
    }
    for (Map.Entry<String, Tensor> e : g.named(parameters).entrySet()) {
      Tensor t = e.getValue().detach();
      if (t.isFinite().all().toLongs()[0] == 0) {
        return e.getKey() + " " + t.shape();
      }
    }
    return null;
  }

  private void fail(String what, B batch, Before before) {
    if (trainer.notFinite == NotFinite.SKIP) {
      failed(what, null);
      return;
    }
    before.restoreStreams();
    Origin.Found found = Origin.of(() -> trainer.step.apply(trainer.model, batch).loss());
    before.restoreBuffers();
    failed(what, found);
  }

  private void failed(String what, Origin.@Nullable Found found) {
    String message = where() + ": " + what + (found == null ? "" : found.text());
    if (trainer.notFinite == NotFinite.STOP) {
      throw new NotFiniteException(message, found == null ? null : found.trace());
    }
    fault = message;
  }
}
