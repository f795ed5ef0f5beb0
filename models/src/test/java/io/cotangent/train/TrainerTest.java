package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.loss.Losses;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameter;
import io.cotangent.optim.Sgd;
import io.cotangent.random.Rng;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainerTest {
  /** One number w, and the loss is the mean of (w − xᵢ)². */
  private static final class Number extends Module {
    private static final long serialVersionUID = 1;
    final Parameter w = parameter("w", Tensor.of(0.0));

    Outcome outcome(List<Integer> batch) {
      double[] x = batch.stream().mapToDouble(i -> i).toArray();
      Tensor loss =
          x.length == 0
              ? w.value().sum().times(Double.NaN)
              : w.value().minus(Tensor.of(x)).square().mean();
      return Outcome.of(loss, x.length);
    }

    double get() {
      return w.leaf().detach().item();
    }
  }

  private static DataLoader<List<Integer>> numbers(int n, int batch) {
    Dataset<Integer> d = Dataset.of(IntStream.range(1, n + 1).boxed().toList());
    Collate<Integer, List<Integer>> list = (elements, indices) -> elements;
    return DataLoader.of(d).batch(batch, list).build();
  }

  private static Trainer<Number, List<Integer>> trainer(Number model, double lr) {
    return Trainer.ofOutcome(model, (Number m, List<Integer> b) -> m.outcome(b))
        .optimizer(Sgd.of(model).lr(lr).build());
  }

  @Test
  void anyModuleOnAnyBatchesLearns() {
    Number m = new Number();
    History h = trainer(m, 0.1).fit(numbers(8, 2), 20);
    assertThat(m.get()).isBetween(5.0, 8.0);
    assertThat(h.epochs()).hasSize(20);
    assertThat(h.last().loss()).isLessThan(h.epochs().get(0).loss());
    Layer model = Fixture.model(0);
    History digits =
        Fixture.trainer(model)
            .metrics(Metric.accuracy())
            .fit(Fixture.loader(false), Fixture.test(), 12);
    assertThat(digits.last().get("accuracy")).isGreaterThan(0.9);
    assertThat(digits.values("val_loss")).hasSize(12);
    assertThatThrownBy(() -> digits.last().get("f1"))
        .hasMessageContaining("there is no 'f1'; there are loss, val_loss, accuracy");
  }

  /** 7 numbers in batches of 2, 2, 2, 1: accumulated by 4 they are one batch of 7. */
  @Test
  void accumulatedGradientsAreThoseOfTheJoinedBatch() {
    Number joined = new Number();
    trainer(joined, 0.1).fit(numbers(7, 7), 3);
    Number accumulated = new Number();
    History h = trainer(accumulated, 0.1).accumulate(4).fit(numbers(7, 2), 3);
    assertThat(accumulated.get()).isCloseTo(joined.get(), within(1e-14));
    assertThat(h.last().step()).isEqualTo(3);
  }

  /** 5 numbers in batches of 1 by 3: a step of 1, 2, 3 and one of 4, 5 with the weight of two. */
  @Test
  void theLastPartialWindowIsAStepOfItsOwnWeight() {
    Number m = new Number();
    History h = trainer(m, 0.5).accumulate(3).fit(numbers(5, 1), 1);
    // w ← w − ½·2·(w − mean) goes to the mean at once.
    assertThat(m.get()).isCloseTo(4.5, within(1e-14));
    assertThat(h.last().step()).isEqualTo(2);
    assertThat(h.last().loss()).isCloseTo((1 + 4 + 9 + 4 + 9) / 5.0, within(1e-12));
  }

  @Test
  void aWindowWithoutTermsMakesNoStep() {
    Number m = new Number();
    Trainer<Number, List<Integer>> t =
        Trainer.ofOutcome(
                m, (Number n, List<Integer> b) -> n.outcome(b.stream().filter(x -> x > 4).toList()))
            .optimizer(Sgd.of(m).lr(0.5).build());
    History h = t.fit(numbers(6, 2), 1);
    assertThat(h.last().step()).isEqualTo(1);
    assertThat(m.get()).isCloseTo(5.5, within(1e-14));
    assertThat(h.last().loss()).isCloseTo(30.5, within(1e-12));
  }

  @Test
  void lossesAreWeightedByTheirTerms() {
    Number m = new Number();
    Map<String, Double> v = trainer(m, 1).evaluate(numbers(3, 2));
    assertThat(v.get("loss")).isCloseTo((1 + 4 + 9) / 3.0, within(1e-14));
  }

  /** w starts at 0 and the gradient of a batch {x} is −2x. */
  @Test
  void clippingComesAfterAveraging() {
    Number m = new Number();
    trainer(m, 1).accumulate(2).clipNorm(1).fit(numbers(2, 1), 1);
    assertThat(m.get()).as("mean −3, clipped to −1").isCloseTo(1, within(1e-6));
    Number v = new Number();
    trainer(v, 1).accumulate(2).clipValue(2.5).fit(numbers(2, 1), 1);
    assertThat(v.get()).as("mean −3, moved to −2.5").isEqualTo(2.5);
  }

  @Test
  void scheduleAndAverageCountStepsOfTheOptimizer() {
    Number m = new Number();
    List<Double> rates = new ArrayList<>();
    List<Integer> asked = new ArrayList<>();
    trainer(m, 1)
        .accumulate(2)
        .schedule(
            (base, step) -> {
              asked.add(step);
              return base / (step + 1);
            })
        .with(
            new Callback() {
              @Override
              public void stepEnds(Run run) {
                rates.add(run.optimizer().lr());
              }
            })
        .fit(numbers(6, 1), 1);
    assertThat(asked).containsExactly(0, 1, 2);
    assertThat(rates).containsExactly(1.0, 1.0 / 2, 1.0 / 3);

    Number averaged = new Number();
    Trainer<Number, List<Integer>> t = trainer(averaged, 0.5).ema(0.75);
    t.fit(numbers(2, 1), 1);
    // w: 0 → 1 → 2; average: 0 → 0.25 → 0.6875
    assertThat(averaged.get()).isEqualTo(2);
    assertThat(t.evaluate(numbers(1, 1)).get("loss")).isCloseTo(0.3125 * 0.3125, within(1e-14));
    assertThat(averaged.get()).as("after evaluation").isEqualTo(2);
  }

  @Test
  void callbacksAreCalledInOrder() {
    List<String> calls = new ArrayList<>();
    Callback all =
        new Callback() {
          @Override
          public void fitStarts(Run run) {
            calls.add("fit starts");
          }

          @Override
          public void epochStarts(Run run) {
            calls.add(
                "epoch " + run.epoch() + " of " + run.epochs() + ", " + run.batches() + " batches");
          }

          @Override
          public void stepStarts(Run run) {
            calls.add("step starts");
          }

          @Override
          public void lossComputed(Run run) {
            calls.add("loss " + run.loss());
          }

          @Override
          public Gradients gradients(Run run, Gradients g) {
            calls.add("gradients " + g.get(((Number) run.model()).w).item());
            return g.times(0.5);
          }

          @Override
          public void stepEnds(Run run) {
            calls.add(
                "step " + run.step() + " ends, batch " + run.batch() + ", mean " + run.meanLoss());
          }

          @Override
          public void validationStarts(Run run) {
            calls.add("validation starts");
          }

          @Override
          public void validationEnds(Run run, Map<String, Double> metrics) {
            calls.add("validation ends " + metrics);
          }

          @Override
          public void epochEnds(Run run, History.Epoch e) {
            calls.add("epoch ends " + e.values());
          }

          @Override
          public void fitEnds(Run run) {
            calls.add("fit ends");
          }
        };
    trainer(new Number(), 1).with(all).fit(numbers(1, 1), numbers(1, 1), 1);
    assertThat(calls)
        .containsExactly(
            "fit starts",
            "epoch 0 of 1, 1 batches",
            "step starts",
            "loss 1.0",
            "gradients -2.0",
            "step 1 ends, batch 1, mean 1.0",
            "validation starts",
            "validation ends {loss=0.0}",
            "epoch ends {loss=1.0, val_loss=0.0}",
            "fit ends");
  }

  @Test
  void aCallbackCanStopTheRunAtAnyStage() {
    for (String stage : new String[] {"epoch", "step", "end"}) {
      Callback stop =
          new Callback() {
            @Override
            public void epochStarts(Run run) {
              if (stage.equals("epoch") && run.epoch() == 1) {
                run.stop("enough");
              }
            }

            @Override
            public void stepEnds(Run run) {
              if (stage.equals("step") && run.step() == 3) {
                run.stop("enough");
              }
            }

            @Override
            public void epochEnds(Run run, History.Epoch e) {
              if (stage.equals("end") && e.number() == 2) {
                run.stop("enough");
              }
            }
          };
      Number m = new Number();
      if (stage.equals("epoch")) {
        continue; // checked below: the epoch has no batch then
      }
      History h = trainer(m, 0.1).with(stop).fit(numbers(4, 2), 9);
      assertThat(h.stopped()).isEqualTo("enough");
      assertThat(h.epochs()).as(stage).hasSize(stage.equals("end") ? 2 : 1);
    }
    Instant[] now = {Instant.EPOCH};
    TimeBudget budget =
        new TimeBudget(Duration.ofMinutes(2), () -> now[0] = now[0].plusSeconds(25));
    History h = trainer(new Number(), 0.1).with(budget).fit(numbers(1, 1), 100);
    assertThat(h.stopped()).isEqualTo("time budget: PT2M are over");
    assertThat(h.epochs()).hasSizeLessThan(6);
  }

  @Test
  void aStopBeforeAnEpochsFirstBatchEndsTheRun() {
    Callback stop =
        new Callback() {
          @Override
          public void epochStarts(Run run) {
            if (run.epoch() == 1) {
              run.stop("enough");
            }
          }
        };
    History h = trainer(new Number(), 0.1).with(stop).fit(numbers(4, 2), 9);
    assertThat(h.stopped()).isEqualTo("enough");
    assertThat(h.epochs()).hasSize(1);
  }

  /** A model whose loss becomes NaN in a layer of its own. */
  private static final class Root extends Layer {
    private static final long serialVersionUID = 1;
    private final Linear in = child("in", new Linear(3, 2, new Rng(1)));
    private final Layer root = child("root", Layer.of(x -> x.minus(100).sqrt()));

    @Override
    protected Tensor forward(Tensor x) {
      return root.apply(in.apply(x));
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndSaysWhere() {
    Root model = new Root();
    List<Throwable> failures = new ArrayList<>();
    Callback told =
        new Callback() {
          @Override
          public void fitFails(Run run, Throwable cause) {
            failures.add(cause);
          }
        };
    double[] before = model.parameters().get("in.weight").leaf().toDoubles();
    assertThatThrownBy(() -> Fixture.trainer(model).with(told).fit(Fixture.loader(false), 1))
        .isInstanceOf(NotFiniteException.class)
        .hasMessageStartingWith(
            "training step 1 (epoch 1, batch 1): the loss is NaN; the first result that is not finite is that of sqrt in module root")
        .hasMessageContaining("TrainerTest.java:");
    assertThat(failures).hasSize(1);
    assertThat(model.parameters().get("in.weight").leaf().toDoubles()).isEqualTo(before);
  }

  /** √w at w = 0 has an infinite slope, and a finite loss. */
  private static final class Slope extends Module {
    private static final long serialVersionUID = 1;
    final Parameter w = parameter("w", Tensor.of(0.0));
    final Parameter v = parameter("v", Tensor.of(1.0));

    Tensor loss(int x) {
      Tensor own = v.value().minus(x).square();
      return (x == 2 ? own.plus(w.value().sqrt()) : own).sum();
    }
  }

  @Test
  void aGradientThatIsNotFiniteNamesItsParameterAndNoStepHappens() {
    Slope m = new Slope();
    Trainer<Slope, List<Integer>> stop =
        Trainer.of(m, (Slope s, List<Integer> b) -> s.loss(b.get(0)))
            .optimizer(Sgd.of(m).lr(0.1).build());
    assertThatThrownBy(() -> stop.fit(numbers(3, 1), 1))
        .isInstanceOf(NotFiniteException.class)
        .hasMessageContaining(
            "training step 2 (epoch 1, batch 2): the gradient of w [1] is not finite");
    assertThat(m.v.leaf().item()).as("after the first step alone").isEqualTo(1);

    Slope n = new Slope();
    History h =
        Trainer.of(n, (Slope s, List<Integer> b) -> s.loss(b.get(0)))
            .optimizer(Sgd.of(n).lr(0.5).build())
            .notFinite(NotFinite.SKIP)
            .fit(numbers(3, 1), 1);
    assertThat(h.last().step()).isEqualTo(2);
    assertThat(n.v.leaf().item()).isEqualTo(3);
    assertThat(h.last().loss()).as("of the batches that count").isEqualTo((0 + 4) / 2.0);
  }

  @Test
  void modesAreRestoredAlsoAfterAnException() {
    Layer model = Fixture.model(0.5);
    Trainer<Layer, Batch> t = Fixture.trainer(model).metrics(Metric.f1());
    model.train();
    t.evaluate(Fixture.test());
    assertThat(model.isTraining()).isTrue();
    DataLoader<Batch> broken =
        DataLoader.of(
                Fixture.points()
                    .map(
                        e -> {
                          throw new IllegalStateException("unreadable");
                        })
                    .map(e -> Fixture.points().get(0)))
            .batch(1, Collate.vectors())
            .build();
    assertThatThrownBy(() -> t.evaluate(broken)).hasMessageContaining("unreadable");
    assertThat(model.isTraining()).isTrue();
    model.eval();
    t.fit(Fixture.loader(false), Fixture.test(), 1);
    assertThat(model.isTraining()).as("trained in training mode, also after validation").isTrue();
    model.get("2").eval();
    t.fit(Fixture.loader(false), Fixture.test(), 1);
    assertThat(model.get("2").isTraining()).as("a frozen part stays so").isFalse();
  }

  @Test
  void predictionsComeInTheOrderOfTheData() {
    Layer model = Fixture.model(0.5);
    Trainer<Layer, Batch> t = Fixture.trainer(model);
    Tensor all = t.predict(Fixture.test());
    assertThat(all.dim(0)).isEqualTo(20);
    assertThat(all.isTracked()).isFalse();
    double[] first = Fixture.logits(model).toDoubles();
    assertThat(java.util.Arrays.copyOf(all.toDoubles(), first.length)).isEqualTo(first);
    assertThat(t.predict(Fixture.test(), (m, b) -> m.apply(b.x()).argmax(1)).dtype())
        .isEqualTo(io.cotangent.DType.I64);
  }

  @Test
  void whatIsMissingIsSaidBeforeTraining() {
    Number m = new Number();
    Trainer<Number, List<Integer>> bare =
        Trainer.ofOutcome(m, (Number n, List<Integer> b) -> n.outcome(b));
    assertThatThrownBy(() -> bare.fit(numbers(1, 1), 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("no optimizer");
    Trainer<Number, List<Integer>> t = trainer(m, 1);
    assertThatThrownBy(() -> t.fit(numbers(1, 1), 0)).hasMessage("epochs: 0 must be 1 or more");
    assertThatThrownBy(() -> t.fit(numbers(0, 1), 1))
        .hasMessage("fit: the training data have no batches");
    assertThatThrownBy(() -> t.fit(numbers(1, 1), numbers(0, 1), 1))
        .hasMessage("fit: the validation data have no batches");
    assertThatThrownBy(() -> t.evaluate(numbers(0, 1)))
        .hasMessage("evaluate: the data have no batches");
    assertThatThrownBy(() -> t.predict(numbers(0, 1)))
        .hasMessage("predict: the data have no batches");
    assertThatThrownBy(() -> t.predict(numbers(1, 1))).hasMessageContaining("gives no prediction");
    assertThatThrownBy(() -> t.accumulate(0)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> t.ema(1)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> t.clipNorm(0)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> t.metrics(Metric.mae(), Metric.mae()))
        .hasMessage("metrics: two are named 'mae'");
    assertThatThrownBy(
            () -> trainer(m, 1).with(new EarlyStopping("accuracy", 1)).fit(numbers(1, 1), 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("there is no metric 'accuracy'; there are loss");
    assertThatThrownBy(() -> Outcome.of(Tensor.zeros(2), 1))
        .hasMessageContaining("must be one number, a mean");
    assertThat(m.get()).as("nothing was trained").isZero();
  }

  @Test
  void nanIsNeverTheBest() {
    EarlyStopping s = new EarlyStopping("loss", 2);
    Number m = new Number();
    Run run = new Run(m, Sgd.of(m).build(), new History(), 9, 1, null, Map.of("loss", false));
    double[] losses = {Double.NaN, 3, Double.NaN, 2, 4, Double.NaN};
    for (int i = 0; i < losses.length; i++) {
      assertThat(run.stopped()).isNull();
      s.epochEnds(run, new History.Epoch(i + 1, i, Map.of("loss", losses[i]), 0, 0));
    }
    assertThat(s.best()).isEqualTo(2);
    assertThat(run.stopped())
        .isEqualTo(
            "early stopping: loss has not become better for 2 epochs; the best was 2.0 in epoch 4");
  }

  @Test
  void gradientNormsAreNoted() {
    GradientNorms norms = new GradientNorms(2);
    trainer(new Number(), 0.5).with(norms).fit(numbers(4, 1), 1);
    assertThat(norms.norms()).containsOnlyKeys(0L, 2L);
    assertThat(norms.norms()).containsEntry(0L, Map.of("w", 2.0));
  }

  @Test
  void progressIsABarOnATerminalAndLinesElsewhere() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    trainer(new Number(), 0.5).with(Progress.lines(out)).fit(numbers(4, 2), numbers(4, 2), 2);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(l -> l.matches("epoch [12]/2 {2}loss [0-9.]+ {2}val_loss [0-9.]+ {2}[0-9.]+ s"));
    bytes.reset();
    trainer(new Number(), 0.5).with(Progress.bar(out)).fit(numbers(4, 2), 1);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("\repoch 1/1 [============            ] 1/2  loss 2.5000  ")
        .contains("/s, ")
        .contains(" left")
        .matches("(?s).*\\repoch 1/1 {2}loss 3.3750 {2}[0-9.]+ s *\\R");
  }

  @Test
  void aBarWithoutLinesLeavesNothingBehind() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    trainer(new Number(), 0.5).with(Progress.lines(out).withoutLines()).fit(numbers(4, 2), 1);
    assertThat(bytes.size()).isZero();
    trainer(new Number(), 0.5).with(Progress.bar(out).withoutLines()).fit(numbers(4, 2), 1);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("\repoch 1/1 [")
        .doesNotContain("\n")
        .matches("(?s).*\\r +\\r");
  }

  @Test
  void supervisedTrainingIsTheLoopByHand() {
    Layer byHand = Fixture.model(0.3);
    var optimizer = Sgd.of(byHand).lr(0.1).build();
    byHand.train();
    for (Batch b : Fixture.loader(true)) {
      optimizer.step(Losses.crossEntropy(byHand.apply(b.x()), b.y()).backward());
    }
    Layer trained = Fixture.model(0.3);
    Trainer.supervised(trained, Losses::crossEntropy)
        .optimizer(Sgd.of(trained).lr(0.1).build())
        .fit(Fixture.loader(true), 1);
    trained
        .stateDict()
        .forEach(
            (n, t) ->
                assertThat(t.toDoubles())
                    .as(n)
                    .isEqualTo(byHand.stateDict().getOrDefault(n, Tensor.zeros(0)).toDoubles()));
  }
}
