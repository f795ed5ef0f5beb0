package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run made again, and held against the record of the first: {@code config.json} and {@code
 * steps.csv} of both folders.
 *
 * <pre>{@code
 * Reproduction r = Reproduction.of(run, again, folder ->
 *     trainer().run(folder, Keep.last(1)).fit(training, validation, 10));
 * if (!r.isExact()) {
 *   System.err.println(r);
 * }
 * }</pre>
 *
 * @param steps how many steps both have
 * @param differences between what was recorded: settings, data, weights at the start, seeds,
 *     versions, JDK, processor, backend, kernels, threads; as {@code name was …, is …}
 * @param first where the steps first differ, null where they do not
 * @param weights SHA-256 of the weights at the end of the first run; empty if it did not end
 * @param weightsAgain the same of the other
 */
public record Reproduction(
    long steps,
    List<String> differences,
    @Nullable Difference first,
    String weights,
    String weightsAgain) {

  /**
   * Where two runs part.
   *
   * @param step its number, from 1 on
   * @param what differs: {@code data}, the batches; {@code loss}; {@code weights} after the step;
   *     or {@code end} where one run has no such step
   * @param before as the first run has it
   * @param now as the other has it
   */
  public record Difference(long step, String what, String before, String now) {
    @Override
    public String toString() {
      String where = "the first difference is at step " + step + ": ";
      return switch (what) {
        case "data" -> where + "its batch had checksum " + before + ", has " + now;
        case "loss" -> where + "the loss was " + before + ", is " + now;
        case "weights" -> where + "the weights after it were " + before + ", are " + now;
        default -> where + before + ", " + now;
      };
    }
  }

  /** Copies the list. */
  public Reproduction {
    differences = List.copyOf(differences);
  }

  /**
   * Trains again and compares.
   *
   * @param run the folder of a run
   * @param again a folder that is empty or does not exist
   * @param training makes model, data and trainer anew and trains in the folder that it is given,
   *     {@link Trainer#run}
   * @throws ArgumentException if there is something in the folder, or nothing was trained there
   * @throws DataFormatException if the record of the run is missing or damaged
   */
  public static Reproduction of(Path run, Path again, Consumer<Path> training) {
    Path own = again.resolve(RunFolder.CONFIG);
    if (Files.exists(own)) {
      throw new ArgumentException(again + ": is a run already; give another folder");
    }
    rows(run);
    training.accept(again);
    if (!Files.exists(own)) {
      throw new ArgumentException(
          again + ": nothing was trained in this folder; Trainer.run(folder, …) takes it");
    }
    return compare(run, again);
  }

  /**
   * Compares the records of two runs.
   *
   * @throws DataFormatException if one is missing or damaged
   */
  public static Reproduction compare(Path run, Path again) {
    Map<String, @Nullable Object> differences = new LinkedHashMap<>();
    Map<String, @Nullable Object> before = recorded(run);
    Map<String, @Nullable Object> now = recorded(again);
    RunFolder.differ("", before, now, differences);
    List<String> texts = new ArrayList<>();
    differences.forEach((n, d) -> texts.add(n.substring(1) + " " + d));
    List<StepRecord.Row> a = rows(run);
    List<StepRecord.Row> b = rows(again);
    return new Reproduction(
        Math.min(a.size(), b.size()), texts, first(a, b), weights(a), weights(b));
  }

  private static Map<String, @Nullable Object> recorded(Path run) {
    JsonObject config = Json.readObject(run.resolve(RunFolder.CONFIG));
    Map<String, @Nullable Object> r = config.asMap();
    r.keySet()
        .removeIf(
            k ->
                !k.equals("settings")
                    && !k.equals("start")
                    && !k.startsWith(RunFolder.ENVIRONMENT));
    return r;
  }

  private static List<StepRecord.Row> rows(Path run) {
    Path file = run.resolve(StepRecord.FILE);
    if (!Files.exists(file)) {
      throw new DataFormatException(run + ": there is no " + StepRecord.FILE + "; it is no run");
    }
    return StepRecord.read(file, Long.MAX_VALUE);
  }

  private static String weights(List<StepRecord.Row> rows) {
    return rows.isEmpty() ? "" : rows.get(rows.size() - 1).weights();
  }

  private static @Nullable Difference first(List<StepRecord.Row> a, List<StepRecord.Row> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      if (i == a.size() || i == b.size()) {
        long step = (i == a.size() ? b : a).get(i).step();
        return new Difference(
            step, "end", "the first run has " + a.size() + " steps", "the second " + b.size());
      }
      StepRecord.Row x = a.get(i);
      StepRecord.Row y = b.get(i);
      if (x.step() != y.step()) {
        return new Difference(x.step(), "end", "the first has it", "the second has " + y.step());
      } else if (!x.data().equals(y.data())) {
        return new Difference(x.step(), "data", x.data(), y.data());
      } else if (!x.loss().equals(y.loss())) {
        return new Difference(x.step(), "loss", x.loss(), y.loss());
      } else if (!x.weights().isEmpty()
          && !y.weights().isEmpty()
          && !x.weights().equals(y.weights())) {
        return new Difference(x.step(), "weights", x.weights(), y.weights());
      }
    }
    return null;
  }

  /** Whether all steps and the weights at the end are the same, to the last bit. */
  public boolean isExact() {
    return first == null && weights.equals(weightsAgain) && !weights.isEmpty();
  }

  /** The verdict, and what differs, a line each. */
  @Override
  public String toString() {
    Difference d = first;
    String verdict =
        isExact()
            ? "the same weights after step " + steps + ": " + weights
            : d != null ? "not the same; " + d : "the first run did not come to its end";
    return verdict + differences.stream().map(s -> "\n  " + s).collect(Collectors.joining());
  }
}
