package io.cotangent.io;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as Java values: maps and lists that keep their order, strings, {@code Long}, {@code Double},
 * {@code Boolean}, null. Numbers come back to the bit; those that JSON has no word for, NaN and the
 * infinities, are written as strings. A key twice in one object, more than {@value #DEEPEST} levels
 * and integers that a {@code long} does not hold are refused.
 */
public final class Json {
  /** More levels than these are refused. */
  public static final int DEEPEST = 100;

  static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /**
   * The value of a file in UTF-8.
   *
   * @throws DataFormatException if it is missing or not JSON, with the line
   */
  public static @Nullable Object read(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (NoSuchFileException e) {
      throw new DataFormatException("there is no file " + file.toAbsolutePath(), e);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new DataFormatException(
          file + ": does not fit into the JVM's memory; -Xmx gives it more", e);
    }
  }

  /** The object of a file; see {@link #read}. */
  public static JsonObject readObject(Path file) {
    return JsonObject.of(read(file), file.toString());
  }

  /**
   * The value of a text that errors call {@code source}.
   *
   * @throws DataFormatException if it is not JSON, with the line
   */
  public static @Nullable Object parse(String text, String source) {
    try (JsonParser p = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = p.nextToken();
      if (first == null) {
        throw new DataFormatException(source + ": is empty, not JSON");
      }
      Object value = value(p, first, source, 0);
      if (p.nextToken() != null) {
        throw wrong(p, source, "goes on after its value");
      }
      return value;
    } catch (JacksonException e) {
      throw new DataFormatException(
          source + at(e.getLocation()) + ": " + e.getOriginalMessage(), e);
    }
  }

  private static String at(@Nullable TokenStreamLocation where) {
    return where == null ? "" : ", line " + where.getLineNr() + ", column " + where.getColumnNr();
  }

  private static DataFormatException wrong(JsonParser p, String source, String what) {
    return new DataFormatException(source + at(p.currentTokenLocation()) + ": " + what);
  }

  private static @Nullable Object value(JsonParser p, JsonToken token, String source, int depth) {
    if (depth == DEEPEST) {
      throw wrong(p, source, "more than " + DEEPEST + " levels");
    }
    return switch (token) {
      case START_OBJECT -> object(p, source, depth);
      case START_ARRAY -> {
        List<@Nullable Object> r = new ArrayList<>();
        for (JsonToken t = next(p); t != JsonToken.END_ARRAY; t = next(p)) {
          r.add(value(p, t, source, depth + 1));
        }
        yield r;
      }
      case VALUE_STRING -> p.getString();
      case VALUE_NUMBER_INT -> {
        Number n = p.getNumberValue();
        if (n instanceof BigInteger) {
          throw wrong(p, source, n + " is beyond 64 bits");
        }
        yield n.longValue();
      }
      case VALUE_NUMBER_FLOAT -> p.getDoubleValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static JsonToken next(JsonParser p) {
    JsonToken t = p.nextToken();
    return t == null ? JsonToken.END_ARRAY : t; // Jackson throws at the end of input within a value
  }

  private static Map<String, @Nullable Object> object(JsonParser p, String source, int depth) {
    Map<String, @Nullable Object> r = new LinkedHashMap<>();
    while (p.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = p.currentName();
      if (r.containsKey(key)) {
        throw wrong(p, source, "the key '" + key + "' is there twice");
      }
      r.put(key, value(p, p.nextToken(), source, depth + 1));
    }
    return r;
  }

  /**
   * A value on one line: maps with keys that are strings, lists, strings, numbers, booleans, null.
   *
   * @throws io.cotangent.ArgumentException if something in it is none of these
   */
  public static String text(@Nullable Object value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator g = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      put(g, value);
    }
    return out.toString();
  }

  /**
   * Writes a value to a file, with a line for each entry of the outermost map.
   *
   * @throws WriteException if the file cannot be written
   */
  public static void write(Path file, Map<String, ?> value) {
    StringBuilder s = new StringBuilder("{");
    value.forEach(
        (k, v) ->
            s.append(s.length() == 1 ? "\n  " : ",\n  ")
                .append(text(k))
                .append(": ")
                .append(text(v)));
    s.append("\n}\n");
    Durable.write(file, out -> out.write(s.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void put(JsonGenerator g, @Nullable Object value) {
    if (value == null) {
      g.writeNull();
    } else if (value instanceof String s) {
      g.writeString(s);
    } else if (value instanceof Boolean b) {
      g.writeBoolean(b);
    } else if (value instanceof Double || value instanceof Float) {
      g.writeNumber(((Number) value).doubleValue());
    } else if (value instanceof Long || value instanceof Integer) {
      g.writeNumber(((Number) value).longValue());
    } else if (value instanceof List<?> list) {
      g.writeStartArray();
      list.forEach(v -> put(g, v));
      g.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      g.writeStartObject();
      map.forEach(
          (k, v) -> {
            g.writeName((String) k);
            put(g, v);
          });
      g.writeEndObject();
    } else {
      throw new io.cotangent.ArgumentException(
          "json: takes maps, lists, strings, numbers, booleans and null, got "
              + value.getClass().getName());
    }
  }
}
