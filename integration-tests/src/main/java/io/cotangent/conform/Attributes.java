package io.cotangent.conform;

import io.cotangent.io.DataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, read by name and type.
 *
 * @param where file and path, for errors: a value that is missing or of another type is a {@link
 *     DataFormatException} that names its place
 */
record Attributes(String where, Map<String, @Nullable Object> values) {
  static final Attributes NONE = new Attributes("no attributes", Map.of());

  /** A value that must be an object. */
  @SuppressWarnings("unchecked")
  static Attributes of(String where, @Nullable Object json) {
    if (json instanceof Map<?, ?>) {
      return new Attributes(where, (Map<String, @Nullable Object>) json);
    }
    throw wrong(where, json, "an object");
  }

  private static DataFormatException wrong(String where, @Nullable Object json, String wanted) {
    String found = String.valueOf(json);
    String shown = found.length() > 60 ? found.substring(0, 60) + " …" : found;
    return new DataFormatException(where + ": " + shown + " is not " + wanted);
  }

  private String at(String name) {
    return where + ", " + name;
  }

  /** Whether it is given and not null. */
  boolean has(String name) {
    return values.get(name) != null;
  }

  Object get(String name) {
    Object v = values.get(name);
    if (v == null) {
      throw new DataFormatException(at(name) + " is missing");
    }
    return v;
  }

  /** An object within this one. */
  Attributes object(String name) {
    return of(at(name), get(name));
  }

  /** Text, or a number or boolean as text. */
  String text(String name) {
    Object v = get(name);
    if (v instanceof Map || v instanceof List) {
      throw wrong(at(name), v, "text");
    }
    return v.toString();
  }

  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  boolean flag(String name) {
    return flag(name, false);
  }

  boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (get(name) instanceof Boolean b) {
      return b;
    }
    throw wrong(at(name), get(name), "true or false");
  }

  double number(String name) {
    return number(at(name), get(name));
  }

  double number(String name, double otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  /** A number; also a boolean, and the texts inf, -inf and nan. */
  static double number(String where, @Nullable Object v) {
    if (v instanceof Number n) {
      return n.doubleValue();
    } else if (v instanceof Boolean b) {
      return b ? 1 : 0;
    }
    return switch (String.valueOf(v)) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> throw wrong(where, v, "a number");
    };
  }

  int integer(String name) {
    return integer(at(name), get(name));
  }

  int integer(String name, int otherwise) {
    return has(name) ? integer(name) : otherwise;
  }

  private static int integer(String where, @Nullable Object v) {
    double d = number(where, v);
    if (d != (int) d) {
      throw wrong(where, v, "a 32-bit integer");
    }
    return (int) d;
  }

  /** An integer, or null where it is null or missing. */
  @Nullable Integer integerOrNull(String name) {
    return has(name) ? (Integer) integer(name) : null;
  }

  /** A list; a single value is a list of one. */
  List<@Nullable Object> list(String name) {
    List<@Nullable Object> all = new ArrayList<>();
    Object v = get(name);
    if (v instanceof List<?> l) {
      all.addAll(l);
    } else {
      all.add(v);
    }
    return all;
  }

  /** A list of integers, or a single one; empty where null, −1 for null in the list. */
  int[] integers(String name) {
    return has(name)
        ? list(name).stream().mapToInt(v -> v == null ? -1 : integer(at(name), v)).toArray()
        : new int[0];
  }

  /** A list of so many integers or nulls. */
  @Nullable Integer[] integersOrNull(String name, int length) {
    List<@Nullable Object> l = list(name);
    if (l.size() != length) {
      throw wrong(at(name), l, "a list of " + length);
    }
    @Nullable Integer[] r = new Integer[length];
    for (int i = 0; i < length; i++) {
      Object v = l.get(i);
      r[i] = v == null ? null : (Integer) integer(at(name), v);
    }
    return r;
  }

  double[] numbers(String name) {
    return list(name).stream().mapToDouble(v -> number(at(name), v)).toArray();
  }

  /** A list of texts; empty where null. */
  List<String> texts(String name) {
    return has(name) ? list(name).stream().map(String::valueOf).toList() : List.of();
  }

  /** A list of objects. */
  List<Attributes> objects(String name) {
    if (!(get(name) instanceof List<?> l)) {
      throw wrong(at(name), get(name), "a list");
    }
    List<Attributes> all = new ArrayList<>();
    for (int i = 0; i < l.size(); i++) {
      all.add(of(at(name) + "[" + i + "]", l.get(i)));
    }
    return all;
  }
}
