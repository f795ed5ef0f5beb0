package io.cotangent.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object whose entries are asked for by type; errors name the file and the entry. */
public final class JsonObject {
  private final Map<?, ?> entries;
  private final String source;

  private JsonObject(Map<?, ?> entries, String source) {
    this.entries = entries;
    this.source = source;
  }

  /**
   * A value that must be an object.
   *
   * @param source what errors call it
   * @throws DataFormatException if it is none
   */
  public static JsonObject of(@Nullable Object value, String source) {
    if (value instanceof Map<?, ?> map) {
      return new JsonObject(map, source);
    }
    throw new DataFormatException(source + ": must be a JSON object, is " + kind(value));
  }

  private static String kind(@Nullable Object value) {
    return value == null
        ? "null"
        : value instanceof Map
            ? "an object"
            : value instanceof List
                ? "a list"
                : value instanceof String s ? "'" + s + "'" : "" + value;
  }

  /** The names of the entries, in order. */
  public Set<String> names() {
    Set<String> r = new java.util.LinkedHashSet<>();
    entries.keySet().forEach(k -> r.add((String) k));
    return r;
  }

  /** Whether there is an entry. */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /** The entry as it is; null where there is none. */
  public @Nullable Object find(String name) {
    return entries.get(name);
  }

  /** All entries as they are. */
  public Map<String, @Nullable Object> asMap() {
    Map<String, @Nullable Object> r = new LinkedHashMap<>();
    entries.forEach((k, v) -> r.put((String) k, v));
    return r;
  }

  /** The error of an entry that is missing or of another type. */
  public DataFormatException error(String name, String must) {
    return new DataFormatException(
        source
            + ": '"
            + name
            + "' "
            + (has(name) ? "is " + kind(entries.get(name)) : "is missing")
            + "; must be "
            + must);
  }

  /** An integer. */
  public long getLong(String name) {
    if (entries.get(name) instanceof Long l) {
      return l;
    }
    throw error(name, "an integer");
  }

  /** An integer of 32 bits. */
  public int getInt(String name) {
    long l = getLong(name);
    if (l != (int) l) {
      throw error(name, "an integer of 32 bits");
    }
    return (int) l;
  }

  /** A number; NaN and the infinities stand as strings. */
  public double getDouble(String name) {
    return number(name, entries.get(name));
  }

  private double number(String name, @Nullable Object value) {
    if (value instanceof Number n) {
      return n.doubleValue();
    }
    if (value instanceof String s) {
      switch (s) {
        case "NaN":
          return Double.NaN;
        case "Infinity":
          return Double.POSITIVE_INFINITY;
        case "-Infinity":
          return Double.NEGATIVE_INFINITY;
        default:
      }
    }
    throw error(name, "a number");
  }

  /** A boolean. */
  public boolean getBoolean(String name) {
    if (entries.get(name) instanceof Boolean b) {
      return b;
    }
    throw error(name, "true or false");
  }

  /** A string. */
  public String getString(String name) {
    if (entries.get(name) instanceof String s) {
      return s;
    }
    throw error(name, "a string");
  }

  /** An object. */
  public JsonObject getObject(String name) {
    if (entries.get(name) instanceof Map<?, ?> map) {
      return new JsonObject(map, source + ", " + name);
    }
    throw error(name, "an object");
  }

  /** A list. */
  public List<?> getList(String name) {
    if (entries.get(name) instanceof List<?> list) {
      return list;
    }
    throw error(name, "a list");
  }

  /** A list of numbers. */
  public double[] getDoubles(String name) {
    return getList(name).stream().mapToDouble(v -> number(name, v)).toArray();
  }

  /** A list of strings. */
  public List<String> getStrings(String name) {
    List<String> r = new ArrayList<>();
    for (Object o : getList(name)) {
      if (!(o instanceof String s)) {
        throw error(name, "a list of strings");
      }
      r.add(s);
    }
    return r;
  }

  /** A list of objects. */
  public List<JsonObject> getObjects(String name) {
    List<JsonObject> r = new ArrayList<>();
    for (Object o : getList(name)) {
      r.add(of(o, source + ", " + name + " " + r.size()));
    }
    return r;
  }

  @Override
  public String toString() {
    return Json.text(entries);
  }
}
