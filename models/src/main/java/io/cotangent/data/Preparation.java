package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes numbers of a table's rows, as fitted on training rows, and is saved with the model that
 * takes them. A number becomes (x − mean)/deviation, or 0 where the column was constant; a missing
 * one 0, with a further number that says so where training had such; a text or a boolean a 1 among
 * 0s, one place for each value that training had and a last one for all others.
 */
public final class Preparation {
  private static final int FORMAT = 1;

  private final String target;
  private final @Nullable List<String> classes;
  private final List<Feature> features;
  private final int width;

  private Preparation(String target, @Nullable List<String> classes, List<Feature> features) {
    this.target = target;
    this.classes = classes;
    this.features = List.copyOf(features);
    this.width = features.stream().mapToInt(f -> f.names().size()).sum();
  }

  static Preparation fit(Table table, String target, boolean classes) {
    List<Feature> features = new ArrayList<>();
    for (Column c : table.columns()) {
      if (!c.name().equals(target)) {
        features.add(Feature.fit(c));
      }
    }
    if (features.isEmpty() || table.rows() == 0) {
      throw new DataFormatException(
          table.source()
              + ": "
              + (features.isEmpty()
                  ? "has no column beside the target '" + target + "'"
                  : "has no rows"));
    }
    Column c = table.column(target);
    if (!classes) {
      return new Preparation(target, null, features);
    }
    Set<String> seen = new LinkedHashSet<>();
    for (int i = 0; i < c.size(); i++) {
      String v = c.text(i);
      if (v != null) {
        seen.add(v);
      }
    }
    if (seen.size() < 2) {
      throw new DataFormatException(
          table.source()
              + ", column "
              + target
              + ": "
              + (seen.isEmpty() ? "no class" : "one class only, " + seen.iterator().next())
              + " among "
              + table.rows()
              + " rows");
    }
    return new Preparation(target, Feature.sorted(seen), features);
  }

  /** The names of the numbers, in order: a column, or {@code column=value}. */
  public List<String> names() {
    return features.stream().flatMap(f -> f.names().stream()).toList();
  }

  /** How many numbers a row becomes. */
  public int width() {
    return width;
  }

  /** The column to predict. */
  public String target() {
    return target;
  }

  /** Whether classes are predicted. */
  public boolean isClassification() {
    return classes != null;
  }

  /**
   * The classes in the order of their numbers.
   *
   * @throws ArgumentException if numbers are predicted
   */
  public List<String> classes() {
    if (classes == null) {
      throw new ArgumentException("classes: the target '" + target + "' is a number");
    }
    return classes;
  }

  /** A row's values by column, as numbers; texts, numbers and booleans are taken. */
  public float[] features(Map<String, ?> row) {
    float[] r = new float[width];
    int at = 0;
    for (Feature f : features) {
      if (!row.containsKey(f.column())) {
        throw new DataFormatException(
            "row: there is no '" + f.column() + "'; there are " + String.join(", ", row.keySet()));
      }
      Object v = row.get(f.column());
      f.put(v == null ? null : v.toString(), r, at, "row");
      at += f.names().size();
    }
    return r;
  }

  /** The rows of a table as F32 [rows, width]; the target may be missing. */
  public Tensor features(Table table) {
    float[] all = new float[Shape.of(table.rows(), width).size()];
    for (int i = 0; i < table.rows(); i++) {
      put(table, i, all, i * width);
    }
    return Tensor.of(Backends.current(), all, Shape.of(table.rows(), width));
  }

  private void put(Table table, int row, float[] into, int at) {
    int to = at;
    String where = table.source() + ", line " + table.line(row);
    for (Feature f : features) {
      f.put(table.column(f.column()).text(row), into, to, where);
      to += f.names().size();
    }
  }

  /**
   * The rows of a table with their targets.
   *
   * @throws DataFormatException if a target is missing or a class that training did not have, with
   *     the line
   */
  public Dataset<Row> dataset(Table table) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < table.rows(); i++) {
      float[] x = new float[width];
      put(table, i, x, 0);
      rows.add(new Row(x, target(table, i)));
    }
    String fingerprint = table.fingerprint();
    Dataset<Row> list = Dataset.of(rows);
    return new Dataset<>() {
      @Override
      public int size() {
        return list.size();
      }

      @Override
      public Row get(int index) {
        return list.get(index);
      }

      @Override
      public String fingerprint() {
        return fingerprint;
      }
    };
  }

  private double target(Table table, int row) {
    Column c = table.column(target);
    String where = table.source() + ", line " + table.line(row) + ", column " + target + ": ";
    String text = c.text(row);
    if (text == null) {
      throw new DataFormatException(where + "the target is missing");
    }
    if (classes == null) {
      return c.number(row);
    }
    int i = classes.indexOf(text);
    if (i < 0) {
      throw new DataFormatException(
          where + "the class '" + text + "' is none of the training part's, " + classes);
    }
    return i;
  }

  /** Batches of rows: x F32 [N, width], y classes I64 [N] or numbers F32 [N, 1]. */
  public Collate<Row, Batch> collate() {
    return (rows, indices) -> {
      int n = rows.size();
      float[] x = new float[Shape.of(n, width).size()];
      for (int i = 0; i < n; i++) {
        System.arraycopy(rows.get(i).features(), 0, x, i * width, width);
      }
      Tensor features = Tensor.of(Backends.current(), x, Shape.of(n, width));
      if (classes != null) {
        long[] y = rows.stream().mapToLong(r -> (long) r.target()).toArray();
        return new Batch(features, Tensor.of(y), indices);
      }
      float[] y = new float[n];
      for (int i = 0; i < n; i++) {
        y[i] = (float) rows.get(i).target();
      }
      return new Batch(features, Tensor.of(y, n, 1), indices);
    };
  }

  /** Saves it as JSON. */
  public void save(Path file) {
    Map<String, @Nullable Object> r = new LinkedHashMap<>();
    r.put("format", FORMAT);
    r.put("target", target);
    r.put("classes", classes);
    r.put("features", features.stream().map(Feature::json).toList());
    Json.write(file, r);
  }

  /**
   * What {@link #save} wrote.
   *
   * @throws DataFormatException if it is missing, damaged or of another format
   */
  public static Preparation read(Path file) {
    JsonObject o = Json.readObject(file);
    if (o.getLong("format") != FORMAT) {
      throw o.error("format", String.valueOf(FORMAT));
    }
    return new Preparation(
        o.getString("target"),
        o.find("classes") == null ? null : List.copyOf(o.getStrings("classes")),
        o.getObjects("features").stream().map(Feature::of).toList());
  }

  @Override
  public String toString() {
    return "Preparation of "
        + target
        + " from "
        + width
        + " numbers: "
        + String.join(", ", names());
  }
}
