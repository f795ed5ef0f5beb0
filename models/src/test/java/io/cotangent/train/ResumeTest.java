package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.loss.Losses;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.optim.Adadelta;
import io.cotangent.optim.Adafactor;
import io.cotangent.optim.Adagrad;
import io.cotangent.optim.Adam;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Adamax;
import io.cotangent.optim.Asgd;
import io.cotangent.optim.Lamb;
import io.cotangent.optim.Lion;
import io.cotangent.optim.Muon;
import io.cotangent.optim.Nadam;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Radam;
import io.cotangent.optim.ReduceOnPlateau;
import io.cotangent.optim.Rmsprop;
import io.cotangent.optim.Rprop;
import io.cotangent.optim.Schedule;
import io.cotangent.optim.Sgd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is cut off and goes on ends in the same bits as one that was not. */
class ResumeTest {
  @TempDir Path folder = Path.of("");

  private static final Map<String, Function<Layer, Optimizer>> OPTIMIZERS = new LinkedHashMap<>();
  private static final Map<String, Schedule> SCHEDULES = new LinkedHashMap<>();

  static {
    OPTIMIZERS.put("sgd", m -> Sgd.of(m).lr(0.1).momentum(0.9).build());
    OPTIMIZERS.put("adam", m -> Adam.of(m).lr(0.01).amsgrad(true).build());
    OPTIMIZERS.put("adamw", m -> AdamW.of(m).lr(0.01).build());
    OPTIMIZERS.put("adamax", m -> Adamax.of(m).lr(0.01).build());
    OPTIMIZERS.put("nadam", m -> Nadam.of(m).lr(0.01).build());
    OPTIMIZERS.put("radam", m -> Radam.of(m).lr(0.01).build());
    OPTIMIZERS.put("rmsprop", m -> Rmsprop.of(m).lr(0.01).build());
    OPTIMIZERS.put("rprop", m -> Rprop.of(m).lr(0.01).build());
    OPTIMIZERS.put("adagrad", m -> Adagrad.of(m).lr(0.01).build());
    OPTIMIZERS.put("adadelta", m -> Adadelta.of(m).lr(1).build());
    OPTIMIZERS.put("asgd", m -> Asgd.of(m).lr(0.01).build());
    OPTIMIZERS.put("lion", m -> Lion.of(m).lr(0.01).build());
    OPTIMIZERS.put("lamb", m -> Lamb.of(m).lr(0.01).build());
    OPTIMIZERS.put("adafactor", m -> Adafactor.of(m).lr(0.01).build());
    OPTIMIZERS.put("muon", m -> Muon.of(m.parameters("**.weight")).lr(0.01).build());
    SCHEDULES.put("warmup, cosine", Schedule.warmup(5).then(Schedule.cosine(30)));
    SCHEDULES.put("step", Schedule.step(4, 0.5));
    SCHEDULES.put("one cycle", Schedule.oneCycle(0.02, 25));
    SCHEDULES.put("restarts", Schedule.cosineRestarts(6, 2, 1e-4));
    SCHEDULES.put("exponential", Schedule.exponential(0.9));
  }

  /** What a run may have besides. */
  private enum With {
    NOTHING,
    DROPOUT,
    AUGMENTATION,
    ACCUMULATION,
    AVERAGE,
    ALL;

    boolean has(With w) {
      return this == w || this == ALL;
    }
  }

  /** Ends a run in the middle of a step, as a power cut does. */
  private record Cut(long step) implements Callback {
    @Override
    public void lossComputed(Run run) {
      if (run.step() == step) {
        throw new IllegalStateException("power cut");
      }
    }
  }

  private record Ended(
      Map<String, double[]> model, Map<String, double[]> optimizer, List<History.Epoch> epochs) {
    static Ended of(Layer model, Optimizer optimizer, History history) {
      return new Ended(
          values(model.stateDict()),
          values(optimizer.stateDict()),
          history.epochs().stream()
              .map(e -> new History.Epoch(e.number(), e.step(), e.values(), e.lr(), 0))
              .toList());
    }

    private static Map<String, double[]> values(Map<String, Tensor> state) {
      Map<String, double[]> r = new LinkedHashMap<>();
      state.forEach((n, t) -> r.put(n, t.toDoubles()));
      return r;
    }

    void assertSame(Ended other, String description) {
      assertThat(other.model.keySet()).isEqualTo(model.keySet());
      model.forEach(
          (n, v) -> assertThat(other.model.get(n)).as("%s: %s", description, n).isEqualTo(v));
      assertThat(other.optimizer.keySet()).as(description).isEqualTo(optimizer.keySet());
      optimizer.forEach(
          (n, v) -> assertThat(other.optimizer.get(n)).as("%s: %s", description, n).isEqualTo(v));
      assertThat(other.epochs).as(description).isEqualTo(epochs);
    }
  }

  private static Ended train(
      Function<Layer, Optimizer> rule,
      Schedule schedule,
      With with,
      @Nullable Path run,
      Callback... callbacks) {
    Layer model = Fixture.model(with.has(With.DROPOUT) ? 0.3 : 0);
    Optimizer optimizer = rule.apply(model);
    Trainer<Layer, Batch> trainer =
        Trainer.supervised(model, Losses::crossEntropy)
            .optimizer(optimizer)
            .schedule(schedule)
            .clipNorm(1)
            .accumulate(with.has(With.ACCUMULATION) ? 3 : 1)
            .metrics(Metric.accuracy(), Metric.rocAuc())
            .with(callbacks);
    if (run != null) {
      trainer.run(run, Keep.last(1).everySteps(9));
    }
    if (with.has(With.AVERAGE)) {
      trainer.ema(0.9);
    }
    // 16 batches an epoch, so 6 steps with accumulation: the cut at step 10 is within an epoch.
    int epochs = with.has(With.ACCUMULATION) ? 3 : 2;
    History h = trainer.fit(Fixture.loader(with.has(With.AUGMENTATION)), Fixture.test(), epochs);
    return Ended.of(model, optimizer, h);
  }

  private void cutAndResumed(
      String name, Function<Layer, Optimizer> rule, Schedule schedule, With with) {
    Path cut = folder.resolve(name);
    Ended expected = train(rule, schedule, with, null);
    assertThatThrownBy(() -> train(rule, schedule, with, cut, new Cut(10)))
        .as(name)
        .hasMessage("power cut");
    assertThat(Checkpoint.latest(cut).step()).as(name).isEqualTo(9);
    expected.assertSame(train(rule, schedule, with, cut), name);
  }

  @Test
  void everyOptimizerUnderEverySchedule() {
    OPTIMIZERS.forEach(
        (o, rule) ->
            SCHEDULES.forEach(
                (s, schedule) -> cutAndResumed(o + ", " + s, rule, schedule, With.ALL)));
  }

  @Test
  void everyOptimizerWithEachThingAlone() {
    OPTIMIZERS.forEach(
        (o, rule) -> {
          for (With with : With.values()) {
            cutAndResumed(o + ", " + with, rule, Schedule.constant(0.5, 12), with);
          }
        });
  }

  @Test
  void aRunCutSeveralTimesAlsoBetweenEpochs() {
    Function<Layer, Optimizer> rule = OPTIMIZERS.getOrDefault("adamw", m -> AdamW.of(m).build());
    Schedule schedule = Schedule.cosine(40);
    Ended expected = train(rule, schedule, With.DROPOUT, null);
    Path cut = folder.resolve("cut");
    for (long step : new long[] {1, 4, 10, 15, 16, 17, 31}) {
      assertThatThrownBy(() -> train(rule, schedule, With.DROPOUT, cut, new Cut(step)))
          .hasMessage("power cut");
    }
    expected.assertSame(train(rule, schedule, With.DROPOUT, cut), "cut seven times");
  }

  @Test
  void callbacksGoOnWithWhatTheySaw() {
    // The loss on the validation data falls from epoch to epoch, so that its negative is never
    // better.
    for (int cut : new int[] {0, 20, 36}) {
      Path run = folder.resolve("stop " + cut);
      EarlyStopping stopping = new EarlyStopping("val_loss", 3, 100);
      Plateau plateau =
          new Plateau(
              "val_loss", ReduceOnPlateau.Settings.DEFAULT.patience(0).threshold(100, false));
      if (cut > 0) {
        assertThatThrownBy(
                () ->
                    longRun(
                        run,
                        new EarlyStopping("val_loss", 3, 100),
                        new Plateau(
                            "val_loss",
                            ReduceOnPlateau.Settings.DEFAULT.patience(0).threshold(100, false)),
                        new Cut(cut)))
            .hasMessage("power cut");
      }
      History h = longRun(run, stopping, plateau);
      assertThat(h.epochs()).as("cut at %d", cut).hasSize(4);
      assertThat(h.stopped())
          .startsWith("early stopping: val_loss has not become better for 3 epochs; the best was");
      assertThat(stopping.bestEpoch()).isEqualTo(1);
      assertThat(h.epochs().stream().map(History.Epoch::lr))
          .as("lowered after epochs 2, 3, 4, seen in the epoch after")
          .containsExactly(0.01, 0.01, 0.01 * 0.1, 0.01 * 0.1 * 0.1);
    }
  }

  private static History longRun(Path run, Callback... callbacks) {
    Layer model = Fixture.model(0);
    return Fixture.trainer(model)
        .run(run, Keep.last(1).everySteps(5))
        .with(callbacks)
        .fit(Fixture.loader(false), Fixture.test(), 10);
  }

  @Test
  void logsAreCutBackToTheCheckpoint() throws Exception {
    Path run = folder.resolve("run");
    Path csv = folder.resolve("steps.csv");
    Path lines = folder.resolve("steps.jsonl");
    assertThatThrownBy(() -> longRun(run, Log.steps(csv, 1), Log.steps(lines, 2), new Cut(23)))
        .hasMessage("power cut");
    assertThat(Files.readAllLines(csv)).hasSize(24);
    Files.writeString(lines, "{\"step\": 24, \"lo", java.nio.file.StandardOpenOption.APPEND);
    longRun(run, Log.steps(csv, 1), Log.steps(lines, 2));
    List<String> steps = Files.readAllLines(csv);
    assertThat(steps.get(0)).isEqualTo("step,epoch,loss,lr,gradient_norm");
    assertThat(steps.stream().skip(1).map(l -> l.split(",", -1)[0]))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.rangeClosed(1, 160).mapToObj(String::valueOf).toList());
    assertThat(Files.readAllLines(lines)).hasSize(80).allMatch(l -> l.endsWith("}"));
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(10);
  }

  private static final String WAITING = "in the middle of the step";

  /**
   * As a program of its own: {@code FOLDER STEP}, which waits in that step to be killed, or never.
   */
  public static void main(String[] args) {
    long halt = Long.parseLong(args[1]);
    Callback cut =
        new Callback() {
          @Override
          public void lossComputed(Run run) {
            if (run.step() == halt) {
              System.out.println(WAITING);
              try {
                Thread.sleep(600_000);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
          }
        };
    Ended end =
        train(
            m -> AdamW.of(m).lr(0.01).build(),
            Schedule.warmup(5).then(Schedule.cosine(30)),
            With.ALL,
            Path.of(args[0]),
            cut);
    end.model.forEach((n, v) -> System.out.println(n + " " + java.util.Arrays.toString(v)));
    end.epochs.forEach(System.out::println);
  }

  private String inAnotherJvm(Path run, long halt, int status) throws Exception {
    Process p =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ResumeTest.class.getName(),
                run.toString(),
                String.valueOf(halt))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    StringBuilder out = new StringBuilder();
    try (var lines = p.inputReader(java.nio.charset.StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.append(line).append('\n');
        if (line.equals(WAITING)) {
          p.toHandle()
              .destroyForcibly(); // SIGKILL, as kill -9; p.destroyForcibly closes the stream too
        }
      }
    }
    assertThat(p.waitFor()).isEqualTo(status);
    return out.toString();
  }

  @Test
  void aJvmThatIsKilledGoesOnInANewOne() throws Exception {
    String expected = inAnotherJvm(folder.resolve("whole"), -1, 0);
    Path run = folder.resolve("killed");
    inAnotherJvm(run, 10, 137);
    // What a writer that was killed would leave.
    Path left = Files.createDirectory(run.resolve("checkpoints").resolve(".00000012-x.tmp"));
    Files.writeString(left.resolve("model.safetensors"), "half");
    assertThat(inAnotherJvm(run, -1, 0)).isEqualTo(expected).contains("0.weight [");
    assertThat(left).doesNotExist();
  }
}
