package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.chart.LineChart;
import io.cotangent.io.Durable;
import io.cotangent.io.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The epochs of a run, those before an interruption included. */
public final class History {
  /** The name of the training loss. */
  public static final String LOSS = "loss";

  /** The name of the loss on validation data. */
  public static final String VALIDATION_LOSS = "val_loss";

  private final List<Epoch> epochs = new ArrayList<>();
  @Nullable String stopped;

  History() {}

  /**
   * An epoch.
   *
   * @param number from 1 on
   * @param step how many steps the optimizer had made at its end
   * @param values {@code loss}, the mean over all terms of the epoch, and with validation data
   *     {@code val_loss} and the metrics
   * @param lr the learning rate of its last step
   * @param seconds wall time, validation included
   */
  public record Epoch(
      int number, long step, Map<String, Double> values, double lr, double seconds) {
    /** Copies the values. */
    public Epoch {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The mean training loss. */
    public double loss() {
      return get(LOSS);
    }

    /**
     * A value by name.
     *
     * @throws ArgumentException if there is none
     */
    public double get(String name) {
      Double v = values.get(name);
      if (v == null) {
        throw new ArgumentException(
            "history: there is no '" + name + "'; there are " + String.join(", ", values.keySet()));
      }
      return v;
    }

    Map<String, Object> json() {
      Map<String, Object> r = new LinkedHashMap<>();
      r.put("epoch", number);
      r.put("step", step);
      r.putAll(values);
      r.put("lr", lr);
      r.put("seconds", seconds);
      return r;
    }

    static Epoch of(JsonObject o) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (String n : o.names()) {
        if (!Set.of("epoch", "step", "lr", "seconds").contains(n)) {
          values.put(n, o.getDouble(n));
        }
      }
      return new Epoch(
          o.getInt("epoch"), o.getLong("step"), values, o.getDouble("lr"), o.getDouble("seconds"));
    }
  }

  void add(Epoch epoch) {
    epochs.add(epoch);
  }

  /** The epochs, in order. */
  public List<Epoch> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  /** The latest epoch. */
  public Epoch last() {
    if (epochs.isEmpty()) {
      throw new ArgumentException("history: no epoch is over");
    }
    return epochs.get(epochs.size() - 1);
  }

  /** A value of all epochs. */
  public List<Double> values(String name) {
    return epochs.stream().map(e -> e.get(name)).toList();
  }

  /** Why the run was stopped before its end, null if it was not. */
  public @Nullable String stopped() {
    return stopped;
  }

  /** Writes a line for each epoch, below one of names. */
  public void csv(Path file) {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(e -> names.addAll(e.json().keySet()));
    StringBuilder s = new StringBuilder(String.join(",", names)).append('\n');
    for (Epoch e : epochs) {
      Map<String, Object> values = e.json();
      s.append(
              names.stream()
                  .map(n -> values.containsKey(n) ? String.valueOf(values.get(n)) : "")
                  .collect(Collectors.joining(",")))
          .append('\n');
    }
    Durable.write(file, out -> out.write(s.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Draws the loss, and the one on validation data if there is one, over the epochs as a PNG file.
   * Needs {@code cotangent-pictures} on the class path.
   *
   * @throws ArgumentException if no epoch is over
   * @throws io.cotangent.chart.MissingRendererException if nothing on the class path draws charts
   * @throws io.cotangent.io.WriteException if it cannot be written; a former file stays as it is
   */
  public void plot(Path file) {
    boolean validated = epochs.stream().anyMatch(e -> e.values.containsKey(VALIDATION_LOSS));
    plot(file, validated ? List.of(LOSS, VALIDATION_LOSS) : List.of(LOSS));
  }

  /**
   * Draws values by name over the epochs that have them, as {@link #plot(Path)} does.
   *
   * @throws ArgumentException if there is no name, no epoch is over, or none has a value
   */
  public void plot(Path file, List<String> names) {
    String title = names.size() == 1 ? names.get(0) : "";
    LineChart.overEpochs(title, names.stream().map(this::line).toList()).write(file);
  }

  private LineChart.Line line(String name) {
    List<Epoch> having = epochs.stream().filter(e -> e.values.containsKey(name)).toList();
    if (having.isEmpty()) {
      last().get(name);
    }
    return new LineChart.Line(
        name,
        having.stream().map(e -> (double) e.number).toList(),
        having.stream().map(e -> e.get(name)).toList());
  }

  /** A line for each epoch. */
  @Override
  public String toString() {
    return epochs.stream().map(Epoch::toString).collect(Collectors.joining("\n"))
        + (stopped == null ? "" : "\nstopped: " + stopped);
  }
}
