package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Safetensors;
import io.cotangent.io.WriteException;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.random.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path folder = Path.of("");

  private History fit(Trainer<Layer, Batch> trainer, int epochs) {
    return trainer
        .run(folder.resolve("run"), Keep.last(2))
        .fit(Fixture.loader(false), Fixture.test(), epochs);
  }

  private List<Long> steps() {
    return RunFolder.entries(folder.resolve("run")).stream().map(RunFolder.Entry::step).toList();
  }

  @Test
  void aRunIsAFolder() throws Exception {
    Layer model = Fixture.model(0.2);
    fit(Fixture.trainer(model).metrics(Metric.accuracy()), 3);
    Path run = folder.resolve("run");
    assertThat(run.toFile().list())
        .containsExactlyInAnyOrder(
            "config.json", "checkpoints", "metrics.jsonl", "steps.csv", "lock");
    assertThat(steps()).containsExactly(32L, 48L);
    Path last = run.resolve("checkpoints").resolve("00000048");
    assertThat(last.toFile().list())
        .containsExactlyInAnyOrder(
            "model.safetensors", "optimizer.safetensors", "state.json", "manifest.json");
    assertThat(Safetensors.contents(last.resolve("model.safetensors")).metadata())
        .containsEntry("weights", "trained");
    assertThat(Files.readString(last.resolve("manifest.json"))).contains("\"format\": 1", "sha256");
    Layer loaded = Fixture.model(0.2);
    loaded.load(Checkpoint.latest(run).weights());
    assertThat(Fixture.logits(loaded).toFloats()).isEqualTo(Fixture.logits(model).toFloats());
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")).get(2))
        .startsWith("{\"epoch\":3,\"step\":48,\"loss\":");
  }

  @Test
  void theBestCheckpointIsThatOfTheBestValue() {
    Layer model = Fixture.model(0);
    History h =
        Fixture.trainer(model)
            .metrics(Metric.accuracy())
            .run(folder.resolve("run"), Keep.best("val_loss", 1).and(Keep.last(1)))
            .fit(Fixture.loader(false), Fixture.test(), 4);
    double least = h.values("val_loss").stream().mapToDouble(d -> d).min().orElseThrow();
    Checkpoint best = Checkpoint.best(folder.resolve("run"), "val_loss");
    assertThat(best.values()).containsEntry("val_loss", least);
    assertThatThrownBy(() -> Checkpoint.best(folder.resolve("run"), "f1"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("has no metric 'f1', only [loss, val_loss, accuracy]");
    assertThatThrownBy(
            () ->
                Fixture.trainer(Fixture.model(0))
                    .run(folder.resolve("x"), Keep.best("f1", 1))
                    .fit(Fixture.loader(false), 1))
        .hasMessage("there is no metric 'f1'; there are loss");
  }

  @Test
  void retentionIsAFunctionOfWhatThereIs() {
    Map<String, Boolean> larger = Map.of("accuracy", true, "loss", false);
    List<Keep.Candidate> all =
        List.of(
            new Keep.Candidate(10, Map.of("accuracy", 0.5, "loss", 1.0)),
            new Keep.Candidate(15, Map.of()),
            new Keep.Candidate(20, Map.of("accuracy", 0.9, "loss", 3.0)),
            new Keep.Candidate(30, Map.of("accuracy", Double.NaN, "loss", Double.NaN)),
            new Keep.Candidate(40, Map.of("accuracy", 0.9, "loss", 2.0)),
            new Keep.Candidate(50, Map.of("accuracy", 0.7, "loss", 2.0)));
    assertThat(Keep.last(2).kept(all, larger)).isEqualTo(Set.of(40L, 50L));
    assertThat(Keep.best("accuracy", 1).kept(all, larger))
        .as("the earlier of equals, and the latest")
        .isEqualTo(Set.of(20L, 50L));
    assertThat(Keep.best("loss", 2).kept(all, larger)).isEqualTo(Set.of(10L, 40L, 50L));
    assertThat(Keep.best("accuracy", 9).kept(all, larger))
        .as("NaN is never good")
        .isEqualTo(Set.of(10L, 20L, 40L, 50L));
    assertThat(Keep.best("accuracy", 1).and(Keep.last(2)).kept(all, larger))
        .isEqualTo(Set.of(20L, 40L, 50L));
    assertThat(Keep.all().kept(all, larger)).hasSize(6);
    assertThat(Keep.last(1).kept(List.of(), larger)).isEmpty();
    assertThatThrownBy(() -> Keep.last(0)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Keep.last(1).everySteps(0)).isInstanceOf(ArgumentException.class);
  }

  @Test
  void otherSettingsAreRefusedWithTheDifference() {
    fit(Fixture.trainer(Fixture.model(0)), 1);
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> fit(Fixture.trainer(Fixture.model(0)).accumulate(2).clipNorm(3), 2))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith(run + ": the run was begun with other settings")
        .hasMessageContaining("; clip_norm was Infinity, is 3.0")
        .hasMessageContaining("; accumulate was 1, is 2");
    DataLoader<Batch> other =
        DataLoader.of(Fixture.points()).shuffle(new Rng(5)).batch(8, Collate.vectors()).build();
    assertThatThrownBy(() -> Fixture.trainer(Fixture.model(0)).run(run, Keep.last(1)).fit(other, 2))
        .hasMessageContaining("data was 61 elements, checksum ")
        .hasMessageContaining("batches of 4, is 61 elements, checksum ")
        .hasMessageContaining("batches of 8");
    Layer wide = new io.cotangent.nn.Sequential(new io.cotangent.nn.Linear(3, 2, new Rng(1)));
    assertThatThrownBy(() -> fit(Fixture.trainer(wide), 2))
        .hasMessageContaining("model.parameters.0.weight was F32 [8, 3], is F32 [2, 3]")
        .hasMessageContaining("model.parameters.3.bias was F32 [2], is null");
    assertThatThrownBy(
            () ->
                fit(
                    Fixture.trainer(Fixture.model(0))
                        .schedule(io.cotangent.optim.Schedule.cosine(9)),
                    2))
        .hasMessageContaining("; schedule was [], is [1.0, ");
    assertThat(steps()).as("nothing was written").containsExactly(16L);
  }

  @Test
  void aFinishedRunSaysSoAndGoesOnWithMoreEpochs() {
    fit(Fixture.trainer(Fixture.model(0)), 2);
    assertThatThrownBy(() -> fit(Fixture.trainer(Fixture.model(0)), 2))
        .isInstanceOf(ArgumentException.class)
        .hasMessage(
            folder.resolve("run")
                + ": the run is finished, 2 epochs. Fit with more epochs to go on with it");
    History h = fit(Fixture.trainer(Fixture.model(0)), 3);
    assertThat(h.epochs()).hasSize(3);
    assertThat(h.last().step()).isEqualTo(48);
  }

  /** Stops a run after a step. */
  private record Stop(long step) implements Callback {
    @Override
    public void stepEnds(Run run) {
      if (run.step() == step) {
        run.stop("enough for today");
      }
    }
  }

  @Test
  void aStoppedRunSaysSoAndGoesOnWhenAsked() {
    Layer whole = Fixture.model(0.2);
    Fixture.trainer(whole).fit(Fixture.loader(false), Fixture.test(), 2);
    History h = fit(Fixture.trainer(Fixture.model(0.2)).with(new Stop(21)), 2);
    assertThat(h.stopped()).isEqualTo("enough for today");
    assertThat(steps()).containsExactly(16L, 21L);
    assertThatThrownBy(() -> fit(Fixture.trainer(Fixture.model(0.2)), 2))
        .hasMessage(
            folder.resolve("run")
                + ": the run was stopped, enough for today. goOn() goes on with it");
    Layer model = Fixture.model(0.2);
    fit(Fixture.trainer(model).goOn(), 2);
    assertThat(Fixture.logits(model).toFloats()).isEqualTo(Fixture.logits(whole).toFloats());
  }

  @Test
  void aDamagedCheckpointIsRefusedAndTheOneBeforeStaysUsable() throws Exception {
    fit(Fixture.trainer(Fixture.model(0)), 2);
    Path last = RunFolder.entries(folder.resolve("run")).get(1).path();
    Path file = last.resolve("optimizer.safetensors");
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    Files.write(file, bad);
    Layer model = Fixture.model(0);
    float[] before = Fixture.logits(model).toFloats();
    assertThatThrownBy(() -> fit(Fixture.trainer(model), 3))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file + ": is not the file that was written")
        .hasMessageContaining("goes on from the one before");
    assertThat(Fixture.logits(model).toFloats()).as("nothing is half loaded").isEqualTo(before);
    Files.delete(file);
    assertThatThrownBy(() -> fit(Fixture.trainer(model), 3))
        .hasMessageContaining("is missing; the checkpoint is damaged");
    Path manifest = last.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"format\": 1", "\"format\": 9"));
    assertThatThrownBy(() -> Checkpoint.open(last))
        .hasMessageContaining("'format' is 9; must be 1");
    Files.writeString(manifest, text.replace("\"state.json\"", "\"../../../etc/passwd\""));
    assertThatThrownBy(() -> Checkpoint.open(last))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("lacks of");
    Files.writeString(manifest, text.replace("\"files\": {", "\"files\": {\"../x\":{},"));
    assertThatThrownBy(() -> Checkpoint.open(last))
        .hasMessageContaining("lists '../x', which no checkpoint has");
    io.cotangent.io.Durable.remove(last);
    assertThat(fit(Fixture.trainer(Fixture.model(0)), 3).epochs()).hasSize(3);
  }

  @Test
  void twoCannotTrainInOneFolder() {
    Callback second =
        new Callback() {
          @Override
          public void epochStarts(Run run) {
            fit(Fixture.trainer(Fixture.model(0)), 1);
          }
        };
    assertThatThrownBy(() -> fit(Fixture.trainer(Fixture.model(0)).with(second), 1))
        .isInstanceOf(WriteException.class)
        .hasMessage(
            folder.resolve("run")
                + ": process "
                + ProcessHandle.current().pid()
                + " trains here; give this run a folder of its own");
    fit(Fixture.trainer(Fixture.model(0)), 1);
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidBeforeTraining() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    Layer model = Fixture.model(0);
    float[] before = Fixture.logits(model).toFloats();
    assertThatThrownBy(
            () ->
                Fixture.trainer(model)
                    .run(file.resolve("run"), Keep.last(1))
                    .fit(Fixture.loader(false), 1))
        .isInstanceOf(WriteException.class)
        .hasMessageContaining("cannot be made");
    assertThat(Fixture.logits(model).toFloats()).isEqualTo(before);
  }

  /** A callback whose state cannot be written fails the checkpoint in the middle. */
  @Test
  void aCheckpointThatFailsLeavesTheFormerOne() {
    Callback odd =
        new Callback() {
          private int epochs;

          @Override
          public void epochEnds(Run run, History.Epoch e) {
            epochs = e.number();
          }

          @Override
          public Map<String, Object> state() {
            return epochs < 2 ? Map.of() : Map.of("x", new Object());
          }
        };
    assertThatThrownBy(() -> fit(Fixture.trainer(Fixture.model(0)).with(odd), 3))
        .isInstanceOf(ArgumentException.class);
    assertThat(steps()).containsExactly(16L);
    assertThat(folder.resolve("run").resolve("checkpoints").toFile().list())
        .containsExactly("00000016");
    assertThat(fit(Fixture.trainer(Fixture.model(0)), 2).epochs()).hasSize(2);
  }

  @Test
  void theAveragedWeightsAreSavedBesideTheTrainedOnes() {
    Layer model = Fixture.model(0);
    Trainer<Layer, Batch> t = Fixture.trainer(model).ema(0.9);
    fit(t, 2);
    Checkpoint c = Checkpoint.latest(folder.resolve("run"));
    Layer averaged = Fixture.model(0);
    averaged.load(c.evaluated());
    assertThat(Fixture.logits(averaged).toFloats())
        .as("what is evaluated is what is saved")
        .isEqualTo(java.util.Arrays.copyOf(t.predict(Fixture.test()).toFloats(), 14))
        .isNotEqualTo(Fixture.logits(model).toFloats());
    Map<String, Tensor> trained = c.weights();
    model
        .stateDict()
        .forEach(
            (n, w) ->
                assertThat(trained)
                    .hasEntrySatisfying(
                        n, s -> assertThat(s.toDoubles()).isEqualTo(w.toDoubles())));
  }

  @Test
  void streamsOfTheStepAreSavedToo() {
    Rng[] noise = {new Rng(7)};
    Layer model = Fixture.model(0.1);
    Trainer<Layer, Batch> t = Fixture.trainer(model).random("noise", noise[0]);
    assertThatThrownBy(() -> t.random("noise", new Rng(1)))
        .hasMessageContaining("is there already");
    noise[0].doubles(10);
    fit(t, 1);
    Rng fresh = new Rng(8);
    fit(Fixture.trainer(Fixture.model(0.1)).random("noise", fresh), 2);
    assertThat(fresh.key()).isEqualTo(7);
    assertThat(fresh.counter()).isEqualTo(noise[0].counter());
    assertThatThrownBy(() -> fit(Fixture.trainer(Fixture.model(0.1)), 3))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining(
            "saved are the random streams [2.rng, noise], the model and the trainer have [2.rng]");
  }
}
