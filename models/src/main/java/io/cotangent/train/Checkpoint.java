package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Durable;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.io.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder with all that a run goes on from: {@code model.safetensors}, {@code
 * optimizer.safetensors}, {@code average.safetensors} where an average of the weights is kept,
 * {@code state.json}, and {@code manifest.json} with a format version and the size and SHA-256 of
 * each. It appears whole or not at all; what was changed later is refused.
 */
public final class Checkpoint {
  static final int FORMAT = 1;
  static final String MODEL = "model.safetensors";
  static final String OPTIMIZER = "optimizer.safetensors";
  static final String AVERAGE = "average.safetensors";
  static final String STATE = "state.json";
  private static final String MANIFEST = "manifest.json";
  private static final Set<String> REQUIRED = Set.of(MODEL, OPTIMIZER, STATE);

  private final Path folder;
  private final Set<String> files;
  private final JsonObject state;

  private Checkpoint(Path folder, Set<String> files, JsonObject state) {
    this.folder = folder;
    this.files = files;
    this.state = state;
  }

  /**
   * The checkpoint of a folder.
   *
   * @throws DataFormatException if it is incomplete, damaged or of another format, naming the file
   */
  public static Checkpoint open(Path folder) {
    Path file = folder.resolve(MANIFEST);
    JsonObject manifest = Json.readObject(file);
    if (manifest.getLong("format") != FORMAT) {
      throw manifest.error("format", FORMAT + ", which this version reads");
    }
    JsonObject entries = manifest.getObject("files");
    if (!entries.names().containsAll(REQUIRED)) {
      throw new DataFormatException(file + ": lists " + entries.names() + ", lacks of " + REQUIRED);
    }
    for (String name : entries.names()) {
      if (!REQUIRED.contains(name) && !name.equals(AVERAGE)) {
        throw new DataFormatException(file + ": lists '" + name + "', which no checkpoint has");
      }
      check(folder.resolve(name), entries.getObject(name));
    }
    JsonObject state = Json.readObject(folder.resolve(STATE));
    return new Checkpoint(folder, entries.names(), state);
  }

  private static void check(Path file, JsonObject entry) {
    if (!Files.isRegularFile(file)) {
      throw new DataFormatException(file + ": is missing; the checkpoint is damaged");
    }
    Map<String, Object> found = described(file);
    if (!found.equals(entry.asMap())) {
      throw new DataFormatException(
          file
              + ": is not the file that was written, "
              + found
              + " instead of "
              + entry.asMap()
              + "; without this checkpoint the run goes on from the one before");
    }
  }

  private static Map<String, Object> described(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      long bytes;
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        bytes = in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      Map<String, Object> r = new LinkedHashMap<>();
      r.put("bytes", bytes);
      r.put("sha256", HexFormat.of().formatHex(digest.digest()));
      return r;
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The latest checkpoint of a run's folder. */
  public static Checkpoint latest(Path run) {
    List<RunFolder.Entry> all = RunFolder.entries(run);
    if (all.isEmpty()) {
      throw new DataFormatException(run + ": the run has no checkpoint");
    }
    return open(all.get(all.size() - 1).path());
  }

  /**
   * The best of the checkpoints that a run's folder still has.
   *
   * @param metric by which; NaN is never good, and of equals the earlier is taken
   */
  public static Checkpoint best(Path run, String metric) {
    JsonObject larger = Json.readObject(run.resolve(RunFolder.CONFIG)).getObject("metrics");
    if (!larger.has(metric)) {
      throw new ArgumentException(
          run + ": the run has no metric '" + metric + "', only " + larger.names());
    }
    Comparator<Checkpoint> order =
        Comparator.comparingDouble(c -> c.values().getOrDefault(metric, Double.NaN));
    return RunFolder.entries(run).stream()
        .map(e -> open(e.path()))
        .filter(c -> !Double.isNaN(c.values().getOrDefault(metric, Double.NaN)))
        .min(larger.getBoolean(metric) ? order.reversed() : order)
        .orElseThrow(
            () -> new DataFormatException(run + ": no checkpoint has a value of " + metric));
  }

  static void write(
      Path folder,
      Map<String, Tensor> model,
      Map<String, Tensor> optimizer,
      @Nullable Map<String, Tensor> average,
      Map<String, ?> state,
      Map<String, String> metadata) {
    Durable.folder(
        folder,
        aside -> {
          Safetensors.write(aside.resolve(MODEL), model, labelled(metadata, "trained"));
          Safetensors.write(aside.resolve(OPTIMIZER), optimizer);
          if (average != null) {
            Safetensors.write(aside.resolve(AVERAGE), average, labelled(metadata, "average"));
          }
          Json.write(aside.resolve(STATE), state);
          Map<String, Object> files = new LinkedHashMap<>();
          for (String name : new String[] {MODEL, OPTIMIZER, AVERAGE, STATE}) {
            if (Files.exists(aside.resolve(name))) {
              files.put(name, described(aside.resolve(name)));
            }
          }
          Map<String, Object> manifest = new LinkedHashMap<>();
          manifest.put("format", FORMAT);
          manifest.put("files", files);
          Json.write(aside.resolve(MANIFEST), manifest);
        });
  }

  private static Map<String, String> labelled(Map<String, String> metadata, String weights) {
    Map<String, String> r = new LinkedHashMap<>(metadata);
    r.put("weights", weights);
    return r;
  }

  /** Its folder. */
  public Path folder() {
    return folder;
  }

  /** How many steps the optimizer had made. */
  public long step() {
    return state.getLong("step");
  }

  /** Losses and metrics of the epoch that it ended; empty within an epoch. */
  public Map<String, Double> values() {
    JsonObject o = state.getObject("values");
    Map<String, Double> r = new LinkedHashMap<>();
    o.names().forEach(n -> r.put(n, o.getDouble(n)));
    return r;
  }

  /** Parameters and buffers as they were trained. */
  public Map<String, Tensor> weights() {
    return Safetensors.read(folder.resolve(MODEL));
  }

  /**
   * Parameters and buffers as they are evaluated: with the moving average of the parameters where
   * the run has one.
   */
  public Map<String, Tensor> evaluated() {
    Map<String, Tensor> r = weights();
    Map<String, Tensor> a = average();
    if (a != null) {
      r.putAll(a);
    }
    return r;
  }

  /**
   * Where the weights come from, as strings by name: {@code cotangent.settings}, {@code
   * cotangent.start} and {@code cotangent.environment} of the run as JSON, {@code cotangent.step},
   * and under {@code weights} whether they are {@code trained} ones or the {@code average}.
   */
  public Map<String, String> metadata() {
    String file = files.contains(AVERAGE) ? AVERAGE : MODEL;
    return Safetensors.contents(folder.resolve(file)).metadata();
  }

  /**
   * Writes the weights as they are {@linkplain #evaluated evaluated} to a safetensors file that
   * carries the {@linkplain #metadata record} of where they come from.
   *
   * @throws io.cotangent.io.WriteException if it cannot be written
   */
  public void save(Path file) {
    Safetensors.write(file, evaluated(), metadata());
  }

  @Nullable Map<String, Tensor> average() {
    return files.contains(AVERAGE) ? Safetensors.read(folder.resolve(AVERAGE)) : null;
  }

  Map<String, Tensor> optimizer() {
    return Safetensors.read(folder.resolve(OPTIMIZER));
  }

  JsonObject state() {
    return state;
  }
}
