package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.data.Labeled;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.io.Safetensors;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Layer;
import io.cotangent.random.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
  @TempDir Path folder = Path.of("");
  private Path run = Path.of("");
  private Path again = Path.of("");

  @BeforeEach
  void trainOnce() {
    run = folder.resolve("run");
    again = folder.resolve("again");
    train(run);
  }

  private static void train(Path where) {
    train(where, Fixture.loader(true));
  }

  private static void train(Path where, DataLoader<Batch> data) {
    Fixture.trainer(Fixture.model(0.2)).run(where, Keep.last(1)).fit(data, Fixture.test(), 3);
  }

  @Test
  void theSameRunEndsWithTheSameWeights() {
    Reproduction r = Reproduction.of(run, again, ReproductionTest::train);
    assertThat(r.isExact()).as(r.toString()).isTrue();
    assertThat(r.steps()).isEqualTo(48);
    assertThat(r.differences()).isEmpty();
    assertThat(r.first()).isNull();
    assertThat(r.toString()).isEqualTo("the same weights after step 48: " + r.weights());
    assertThat(r.weights())
        .isEqualTo(StepRecord.sha256(Checkpoint.latest(again).weights()))
        .hasSize(64);
  }

  /** Weights, seeds, settings, data and environment stand in the record by name. */
  @Test
  void aRunRecordsWhereItComesFrom() {
    JsonObject config = Json.readObject(run.resolve("config.json"));
    assertThat(config.names())
        .containsExactly("format", "settings", "metrics", "start", "environment");
    assertThat(config.getObject("settings").getString("data"))
        .matches("61 elements, checksum [0-9a-f]{8}, random under .*; shuffle .*; batches of 4");
    JsonObject start = config.getObject("start");
    assertThat(start.getString("weights"))
        .isEqualTo(StepRecord.sha256(Fixture.model(0.2).stateDict()));
    assertThat(start.getObject("streams").names()).containsExactly("2.rng");
    assertThat(start.getString("validation_data")).startsWith("20 elements, checksum ");
    JsonObject own = config.getObject("environment");
    assertThat(own.getString("java")).isEqualTo(Runtime.version().toString());
    assertThat(own.getString("java_vendor")).isEqualTo(System.getProperty("java.vendor"));
    assertThat(own.getString("cpu")).startsWith(System.getProperty("os.arch"));
    assertThat(own.getString("backend")).isEqualTo("jvm");
    assertThat(own.getString("kernels")).contains("thread");
    assertThat(own.names()).contains("cotangent", "vm", "os", "cores");
  }

  @Test
  void theSavedModelCarriesTheRecord() {
    Path file = folder.resolve("model.safetensors");
    Checkpoint latest = Checkpoint.latest(run);
    latest.save(file);
    Map<String, String> metadata = Safetensors.contents(file).metadata();
    assertThat(metadata)
        .containsEntry("weights", "trained")
        .containsEntry("cotangent.step", "48")
        .isEqualTo(latest.metadata());
    JsonObject config = Json.readObject(run.resolve("config.json"));
    for (String name : List.of("settings", "start", "environment")) {
      String key = "cotangent." + name;
      assertThat(Json.parse(metadata.getOrDefault(key, ""), key)).isEqualTo(config.find(name));
    }
    Layer loaded = Fixture.model(0.2);
    loaded.load(Safetensors.read(file));
    assertThat(StepRecord.sha256(loaded.stateDict()))
        .isEqualTo(StepRecord.sha256(latest.weights()));
  }

  @Test
  void aRunThatWasCutOffHasTheRecordOfOneThatWasNot() {
    Callback cut =
        new Callback() {
          @Override
          public void stepEnds(Run r) {
            if (r.step() == 21) {
              throw new IllegalStateException("cut off");
            }
          }
        };
    assertThatThrownBy(
            () ->
                Fixture.trainer(Fixture.model(0.2))
                    .run(again, Keep.last(1).everySteps(9))
                    .with(cut)
                    .fit(Fixture.loader(true), Fixture.test(), 3))
        .hasMessage("cut off");
    train(again);
    Reproduction r = Reproduction.compare(run, again);
    assertThat(r.isExact()).as(r.toString()).isTrue();
    assertThat(r.steps()).isEqualTo(48);
  }

  /** A batch differs in one number from the middle of the run on. */
  @Test
  void theFirstBatchThatDiffersIsFound() {
    DataLoader<Batch> one = changed(20);
    Reproduction r = Reproduction.of(run, again, f -> train(f, one));
    Reproduction.Difference d = Objects.requireNonNull(r.first());
    assertThat(d.step()).isEqualTo(21);
    assertThat(d.what()).isEqualTo("data");
    assertThat(r.isExact()).isFalse();
    assertThat(r.toString())
        .startsWith("not the same; the first difference is at step 21: its batch had checksum ");
  }

  private static DataLoader<Batch> changed(int step) {
    int[] made = {0};
    Collate<Labeled<float[]>, Batch> collate =
        (elements, indices) -> {
          Batch b = Collate.vectors().of(elements, indices);
          return made[0]++ == step ? new Batch(b.x().plus(1e-3), b.y(), indices) : b;
        };
    Rng rng = new Rng(5);
    return DataLoader.of(
            Fixture.points()
                .map(
                    (e, r) -> {
                      float[] x = e.value().clone();
                      x[1] += (float) r.normals(1)[0];
                      return new Labeled<>(x, e.label());
                    },
                    rng))
        .shuffle(rng)
        .batch(4, collate)
        .build();
  }

  /** The computation differs, not its data: the loss tells the step. */
  @Test
  void theFirstLossThatDiffersIsFound() {
    int[] calls = {0};
    Reproduction r =
        Reproduction.of(
            run,
            again,
            f -> {
              Layer model = Fixture.model(0.2);
              Trainer.<Layer>supervised(
                      model,
                      (p, y) -> {
                        Tensor loss = Losses.crossEntropy(p, y);
                        return calls[0]++ == 9 ? loss.times(1.5) : loss;
                      })
                  .optimizer(io.cotangent.optim.Adam.of(model).lr(0.01).build())
                  .run(f, Keep.last(1))
                  .fit(Fixture.loader(true), Fixture.test(), 3);
            });
    Reproduction.Difference d = Objects.requireNonNull(r.first());
    assertThat(d.step()).isEqualTo(10);
    assertThat(d.what()).isEqualTo("loss");
  }

  @Test
  void anotherSeedIsNamed() {
    Reproduction r =
        Reproduction.of(
            run,
            again,
            f -> {
              Rng rng = new Rng(2);
              Layer model =
                  new io.cotangent.nn.Sequential(
                      new io.cotangent.nn.Linear(3, 8, rng),
                      new io.cotangent.nn.Tanh(),
                      new io.cotangent.nn.Dropout(0.2, rng),
                      new io.cotangent.nn.Linear(8, 2, rng));
              Fixture.trainer(model)
                  .run(f, Keep.last(1))
                  .fit(Fixture.loader(true), Fixture.test(), 3);
            });
    assertThat(r.isExact()).isFalse();
    assertThat(r.differences())
        .hasSize(2)
        .anyMatch(s -> s.startsWith("start.weights was "))
        .anyMatch(s -> s.startsWith("start.streams.2.rng was ["));
    assertThat(r.first()).isNotNull();
  }

  @Test
  void otherDataAreNamed() {
    Dataset<Labeled<float[]>> other =
        Fixture.points()
            .map(e -> new Labeled<>(new float[] {e.value()[0], 0, e.value()[2]}, e.label()));
    List<Labeled<float[]>> all =
        java.util.stream.IntStream.range(0, other.size()).mapToObj(other::get).toList();
    DataLoader<Batch> loader =
        DataLoader.of(Dataset.of(all)).shuffle(new Rng(5)).batch(4, Collate.vectors()).build();
    Reproduction r = Reproduction.of(run, again, f -> train(f, loader));
    assertThat(r.differences()).singleElement().asString().startsWith("settings.data was 61 ");
    Reproduction.Difference d = Objects.requireNonNull(r.first());
    assertThat(d.step()).isEqualTo(1);
  }

  /** The record says another JDK, processor, number of threads. */
  @Test
  void anotherEnvironmentIsNamed() throws Exception {
    train(again);
    Path file = again.resolve("config.json");
    Map<String, Object> changed = new java.util.LinkedHashMap<>();
    Json.readObject(file).asMap().forEach((k, v) -> changed.put(k, Objects.requireNonNull(v)));
    Map<String, Object> environment = new java.util.LinkedHashMap<>();
    Json.readObject(file)
        .getObject("environment")
        .asMap()
        .forEach((k, v) -> environment.put(k, Objects.requireNonNull(v)));
    environment.put("java", "99");
    environment.put("kernels", "vector, 64 threads");
    environment.put("cpu", "abacus");
    changed.put("environment", environment);
    Json.write(file, changed);
    Reproduction r = Reproduction.compare(run, again);
    assertThat(r.isExact()).as("the weights are the same for all that").isTrue();
    assertThat(r.differences())
        .hasSize(3)
        .anyMatch(s -> s.endsWith(", is 99") && s.startsWith("environment.java was "))
        .anyMatch(s -> s.startsWith("environment.kernels was "))
        .anyMatch(s -> s.startsWith("environment.cpu was "));
    assertThat(r.toString()).contains("\n  environment.cpu was ");
    Fixture.trainer(Fixture.model(0.2))
        .run(again, Keep.last(1))
        .fit(Fixture.loader(true), Fixture.test(), 4);
    JsonObject after = Json.readObject(file);
    assertThat(after.names()).contains("environment from step 48");
    assertThat(Files.readString(file)).contains("abacus");
  }

  @Test
  void weightsThatDifferWithoutALossAreFoundAtTheEndOfTheEpoch() throws Exception {
    train(again);
    Path file = again.resolve("steps.csv");
    List<String> lines = new java.util.ArrayList<>(Files.readAllLines(file));
    assertThat(lines).hasSize(49);
    assertThat(lines.get(1)).matches("1,[0-9a-f]{8},[0-9.]+,");
    assertThat(lines.get(32)).matches("32,[0-9a-f]{8},[0-9.]+,[0-9a-f]{64}");
    lines.set(32, lines.get(32).replaceAll("[0-9a-f]{64}", "f".repeat(64)));
    Files.write(file, lines);
    Reproduction.Difference d = Objects.requireNonNull(Reproduction.compare(run, again).first());
    assertThat(d.toString())
        .startsWith("the first difference is at step 32: the weights after it were ");
  }

  @Test
  void aLongerRunDiffersAfterTheEndOfTheShorterOne() {
    Reproduction r =
        Reproduction.of(
            run,
            again,
            f ->
                Fixture.trainer(Fixture.model(0.2))
                    .run(f, Keep.last(1))
                    .fit(Fixture.loader(true), Fixture.test(), 4));
    assertThat(r.isExact()).isFalse();
    assertThat(r.toString())
        .isEqualTo(
            "not the same; the first difference is at step 49: the first run has 48 steps, the"
                + " second 64");
  }

  @Test
  void whatIsNoRunIsRefused() throws Exception {
    assertThatThrownBy(() -> Reproduction.of(run, run, f -> {}))
        .isInstanceOf(ArgumentException.class)
        .hasMessage(run + ": is a run already; give another folder");
    assertThatThrownBy(() -> Reproduction.of(run, again, f -> {}))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("nothing was trained in this folder");
    assertThatThrownBy(() -> Reproduction.of(folder, again, ReproductionTest::train))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(folder + ": there is no steps.csv; it is no run");
    Files.writeString(run.resolve("steps.csv"), "step,data,loss,weights\nx\n1,a,0.5,\n");
    assertThatThrownBy(() -> Reproduction.of(run, again, ReproductionTest::train))
        .hasMessage(run.resolve("steps.csv") + ", line 2: 'x' is not step,data,loss,weights");
  }
}
