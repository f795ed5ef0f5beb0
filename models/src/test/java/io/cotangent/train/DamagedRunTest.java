package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cotangent.CotangentException;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.io.Damage;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.nn.Layer;
import io.cotangent.random.Rng;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run's folder whose files were damaged or chosen by an attacker, also with checksums that fit
 * them: a run that goes on, or a typed error.
 */
class DamagedRunTest {
  private static final int COUNT = Damage.COUNT / 50;
  private static final long SLOW = 60_000_000_000L;

  @TempDir Path folder = Path.of("");
  private Path run = Path.of("");
  private Path checkpoint = Path.of("");

  private static DataLoader<Batch> data() {
    return DataLoader.of(Fixture.points(8)).shuffle(new Rng(5)).batch(4, Collate.vectors()).build();
  }

  private void train(Layer model, int epochs) {
    Fixture.trainer(model)
        .ema(0.9)
        .with(new EarlyStopping("val_loss", 3))
        .run(run, Keep.last(1))
        .fit(data(), data(), epochs);
  }

  @BeforeEach
  void trainOnce() {
    run = folder.resolve("run");
    train(Fixture.model(0.1), 2);
    checkpoint = Checkpoint.latest(run).folder();
  }

  private interface Change {
    byte[] of(byte[] file, Rng rng);
  }

  private static byte[] hostile(byte[] file, Rng rng) {
    return Damage.ofText(new String(file, StandardCharsets.UTF_8), rng)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> described(byte[] file) {
    try {
      Map<String, Object> r = new LinkedHashMap<>();
      r.put("bytes", file.length);
      r.put("sha256", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)));
      return r;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes a file of the checkpoint and its entry in the manifest, and goes on from there. */
  private void changed(String name, long seed, Change change) throws IOException {
    Path manifest = checkpoint.resolve("manifest.json");
    JsonObject written = Json.readObject(manifest);
    byte[] good = Files.readAllBytes(checkpoint.resolve(name));
    tried(
        seed,
        rng -> {
          byte[] bad = change.of(good, rng);
          Files.write(checkpoint.resolve(name), bad);
          Map<String, Object> files = new LinkedHashMap<>();
          written
              .getObject("files")
              .asMap()
              .forEach((k, v) -> files.put(k, Objects.requireNonNull(v)));
          files.put(name, described(bad));
          Json.write(manifest, Map.of("format", 1, "files", files));
        });
  }

  private interface Damaging {
    void with(Rng rng) throws IOException;
  }

  private void tried(long seed, Damaging damaging) throws IOException {
    Rng rng = new Rng(seed);
    Map<Path, byte[]> whole = new LinkedHashMap<>();
    for (Path p : java.util.List.of(run, checkpoint)) {
      try (var all = Files.list(p)) {
        for (Path f : all.filter(Files::isRegularFile).toList()) {
          whole.put(f, Files.readAllBytes(f));
        }
      }
    }
    int refused = 0;
    for (int i = 0; i < COUNT; i++) {
      for (Map.Entry<Path, byte[]> e : whole.entrySet()) {
        Files.createDirectories(Objects.requireNonNull(e.getKey().getParent()));
        Files.write(e.getKey(), e.getValue());
      }
      damaging.with(rng);
      Layer model = Fixture.model(0.1);
      float[] before = Fixture.logits(model).toFloats();
      long start = System.nanoTime();
      try {
        Checkpoint.latest(run).evaluated();
        train(model, 3);
      } catch (CotangentException e) {
        refused++;
        if (!(e instanceof NotFiniteException)) {
          assertThat(Fixture.logits(model).toFloats()).as(e.getMessage()).isEqualTo(before);
        }
      } catch (RuntimeException | Error e) {
        fail("damage " + i + " of " + run, e);
      }
      assertThat(System.nanoTime() - start).isLessThan(SLOW);
      removeLater();
    }
    assertThat(refused).isGreaterThan(COUNT / 10);
  }

  /** What a run that went on has written. */
  private void removeLater() {
    RunFolder.entries(run).stream()
        .filter(e -> !e.path().equals(checkpoint))
        .forEach(e -> io.cotangent.io.Durable.remove(e.path()));
  }

  @Test
  void manifests() throws IOException {
    Path file = checkpoint.resolve("manifest.json");
    byte[] good = Files.readAllBytes(file);
    tried(
        1,
        rng -> Files.write(file, rng.nextInt(2) == 0 ? hostile(good, rng) : Damage.of(good, rng)));
  }

  @Test
  void states() throws IOException {
    changed("state.json", 2, DamagedRunTest::hostile);
  }

  @Test
  void models() throws IOException {
    changed("model.safetensors", 3, Damage::of);
  }

  @Test
  void optimizers() throws IOException {
    changed("optimizer.safetensors", 4, Damage::of);
  }

  @Test
  void averages() throws IOException {
    changed("average.safetensors", 5, Damage::of);
  }

  @Test
  void filesOfTheRun() throws IOException {
    Path config = run.resolve("config.json");
    Path steps = run.resolve("steps.csv");
    Path metrics = run.resolve("metrics.jsonl");
    tried(
        6,
        rng -> {
          Path file = java.util.List.of(config, steps, metrics).get(rng.nextInt(3));
          byte[] good = Files.readAllBytes(file);
          Files.write(file, rng.nextInt(2) == 0 ? hostile(good, rng) : Damage.of(good, rng));
        });
  }
}
