package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Durable;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.io.WriteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a line to a file for each epoch, or every so many steps: CSV where its name ends in {@code
 * .csv}, else a JSON object. A run that goes on cuts the file back to the step from which it does,
 * so that no step is there twice.
 */
public final class Log implements Callback {
  private final Path file;
  private final int everySteps;

  private Log(Path file, int everySteps) {
    this.file = file;
    this.everySteps = everySteps;
  }

  /** A line for each epoch: {@code epoch, step}, losses and metrics, {@code lr, seconds}. */
  public static Log epochs(Path file) {
    return new Log(file, 0);
  }

  /**
   * A line every so many steps: {@code step, epoch, loss, lr, gradient_norm}, the norm 0 where
   * gradients are not clipped.
   */
  public static Log steps(Path file, int every) {
    if (every < 1) {
      throw new ArgumentException("log: every " + every + " steps; pass 1 or more");
    }
    return new Log(file, every);
  }

  private boolean isCsv() {
    return file.toString().endsWith(".csv");
  }

  @Override
  public void fitStarts(Run run) {
    if (!Files.exists(file)) {
      Durable.write(file, out -> {});
      return;
    }
    List<String> kept = new ArrayList<>();
    try {
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
      int column =
          isCsv() && !lines.isEmpty() ? List.of(lines.get(0).split(",", -1)).indexOf("step") : -1;
      for (int i = 0; i < lines.size(); i++) {
        if ((isCsv() && i == 0) || step(lines.get(i), column, i + 1) <= run.step()) {
          kept.add(lines.get(i));
        }
      }
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (run.step() == 0) {
      kept.clear();
    }
    String all = kept.stream().map(l -> l + "\n").collect(Collectors.joining());
    Durable.write(file, out -> out.write(all.getBytes(StandardCharsets.UTF_8)));
  }

  /** The step of a line; a last one that was cut off counts as never written. */
  private long step(String line, int column, int number) {
    String where = file + ", line " + number;
    try {
      if (isCsv()) {
        return Long.parseLong(line.split(",", -1)[column]);
      }
      return JsonObject.of(Json.parse(line, where), where).getLong("step");
    } catch (DataFormatException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public void stepEnds(Run run) {
    if (everySteps > 0 && run.step() % everySteps == 0) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", run.step());
      line.put("epoch", run.epoch() + 1);
      line.put("loss", run.loss());
      line.put("lr", run.optimizer().lr());
      line.put("gradient_norm", Double.isNaN(run.gradientNorm()) ? 0 : run.gradientNorm());
      append(line);
    }
  }

  @Override
  public void epochEnds(Run run, History.Epoch epoch) {
    if (everySteps == 0) {
      append(epoch.json());
    }
  }

  private void append(Map<String, Object> values) {
    try {
      String line =
          isCsv()
              ? values.values().stream().map(String::valueOf).collect(Collectors.joining(","))
              : Json.text(values);
      String names =
          isCsv() && Files.size(file) == 0 ? String.join(",", values.keySet()) + "\n" : "";
      Files.writeString(
          file, names + line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new WriteException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
