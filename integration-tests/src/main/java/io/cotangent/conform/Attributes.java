package io.cotangent.conform;

import io.cotangent.data.DataFormatException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The attributes of a case. */
record Attributes(Map<String, @Nullable Object> values) {
  @SuppressWarnings("unchecked")
  static Attributes of(@Nullable Object json) {
    return new Attributes((Map<String, @Nullable Object>) Objects.requireNonNull(json));
  }

  /** Whether it is given and not null. */
  boolean has(String name) {
    return values.get(name) != null;
  }

  Object get(String name) {
    Object v = values.get(name);
    if (v == null) {
      throw new DataFormatException("attribute " + name + " is missing");
    }
    return v;
  }

  String text(String name) {
    return get(name).toString();
  }

  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  boolean flag(String name) {
    return has(name) && (Boolean) get(name);
  }

  boolean flag(String name, boolean otherwise) {
    return has(name) ? (Boolean) get(name) : otherwise;
  }

  double number(String name) {
    return number(get(name));
  }

  double number(String name, double otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  static double number(Object v) {
    if (v instanceof Number n) {
      return n.doubleValue();
    } else if (v instanceof Boolean b) {
      return b ? 1 : 0;
    }
    return switch (v.toString()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> throw new DataFormatException("'" + v + "' is no number");
    };
  }

  int integer(String name) {
    return (int) number(name);
  }

  int integer(String name, int otherwise) {
    return has(name) ? integer(name) : otherwise;
  }

  /** A list of integers, or a single one; empty where null, −1 for null in the list. */
  int[] integers(String name) {
    if (!has(name)) {
      return new int[0];
    }
    return get(name) instanceof List<?> l
        ? l.stream().mapToInt(v -> v == null ? -1 : (int) number(v)).toArray()
        : new int[] {integer(name)};
  }

  double[] numbers(String name) {
    return get(name) instanceof List<?> l
        ? l.stream().mapToDouble(v -> number(Objects.requireNonNull(v))).toArray()
        : new double[] {number(name)};
  }

  /** A list of objects. */
  List<Attributes> objects(String name) {
    return ((List<?>) get(name)).stream().map(Attributes::of).toList();
  }
}
