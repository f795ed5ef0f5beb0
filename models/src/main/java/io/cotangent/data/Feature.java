package io.cotangent.data;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a column becomes numbers. */
sealed interface Feature {
  /** The column. */
  String column();

  /** The names of the numbers. */
  List<String> names();

  /** Writes the numbers of a value, null for none, from a place on. */
  void put(@Nullable String value, float[] into, int at, String where);

  /** As JSON. */
  Map<String, Object> json();

  /**
   * (x − mean)/deviation, 0 where the deviation is 0 or the value is missing.
   *
   * @param flagged whether a further number is 1 where the value is missing: so it was in training
   */
  record Scaled(String column, double mean, double deviation, boolean flagged) implements Feature {
    static Scaled fit(Column c) {
      int n = 0;
      double sum = 0;
      for (double v : c.numbers()) {
        n += Double.isNaN(v) ? 0 : 1;
        sum += Double.isNaN(v) ? 0 : v;
      }
      double mean = n == 0 ? 0 : sum / n;
      double squares = 0;
      for (double v : c.numbers()) {
        squares += Double.isNaN(v) ? 0 : (v - mean) * (v - mean);
      }
      double deviation = n == 0 ? 0 : Math.sqrt(squares / n);
      // What rounding alone makes of a constant is no deviation.
      boolean constant = deviation <= 1e-12 * Math.abs(mean);
      return new Scaled(c.name(), mean, constant ? 0 : deviation, n < c.size());
    }

    @Override
    public List<String> names() {
      return flagged ? List.of(column, column + " missing") : List.of(column);
    }

    @Override
    public void put(@Nullable String value, float[] into, int at, String where) {
      if (value == null) {
        into[at] = 0;
      } else {
        into[at] = deviation == 0 ? 0 : (float) ((number(value, where) - mean) / deviation);
      }
      if (flagged) {
        into[at + 1] = value == null ? 1 : 0;
      }
    }

    private double number(String value, String where) {
      double v;
      try {
        v = Double.parseDouble(value.strip());
      } catch (NumberFormatException e) {
        v = Double.NaN;
      }
      if (Double.isNaN(v) || Double.isInfinite(v)) {
        throw new DataFormatException(
            where + ", column " + column + ": '" + value + "' is no number");
      }
      return v;
    }

    @Override
    public Map<String, Object> json() {
      Map<String, Object> r = new LinkedHashMap<>();
      r.put("column", column);
      r.put("kind", "number");
      r.put("mean", mean);
      r.put("deviation", deviation);
      r.put("flagged", flagged);
      return r;
    }
  }

  /** 1 in the place of the value's category, or in a last place for what training did not have. */
  record OneHot(String column, List<String> categories) implements Feature {
    static OneHot fit(Column c) {
      TreeSet<String> seen = new TreeSet<>(CODE_POINTS);
      for (int i = 0; i < c.size(); i++) {
        String v = c.text(i);
        if (v != null) {
          seen.add(v);
        }
      }
      return new OneHot(c.name(), List.copyOf(seen));
    }

    @Override
    public List<String> names() {
      List<String> r = new ArrayList<>();
      categories.forEach(v -> r.add(column + "=" + v));
      r.add(column + " other");
      return r;
    }

    @Override
    public void put(@Nullable String value, float[] into, int at, String where) {
      int i = value == null ? -1 : categories.indexOf(value);
      into[at + (i < 0 ? categories.size() : i)] = 1;
    }

    @Override
    public Map<String, Object> json() {
      Map<String, Object> r = new LinkedHashMap<>();
      r.put("column", column);
      r.put("kind", "category");
      r.put("values", categories);
      return r;
    }
  }

  /** The order of texts by code point, which no locale changes. */
  java.util.Comparator<String> CODE_POINTS =
      (a, b) -> java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  /** The feature of a column, fitted on its rows. */
  static Feature fit(Column c) {
    return c.type() == Column.Type.INTEGER || c.type() == Column.Type.NUMBER
        ? Scaled.fit(c)
        : OneHot.fit(c);
  }

  /** Back from JSON. */
  static Feature of(JsonObject o) {
    String column = o.getString("column");
    return switch (o.getString("kind")) {
      case "number" ->
          new Scaled(
              column, o.getDouble("mean"), o.getDouble("deviation"), o.getBoolean("flagged"));
      case "category" -> new OneHot(column, o.getStrings("values"));
      default -> throw o.error("kind", "number or category");
    };
  }

  /** Texts in the order of numbers where all are numbers, else by code point. */
  static List<String> sorted(java.util.Collection<String> texts) {
    TreeMap<Double, String> numbers = new TreeMap<>();
    for (String t : texts) {
      try {
        numbers.put(Double.parseDouble(t), t);
      } catch (NumberFormatException e) {
        TreeSet<String> all = new TreeSet<>(CODE_POINTS);
        all.addAll(texts);
        return List.copyOf(all);
      }
    }
    return List.copyOf(numbers.values());
  }
}
