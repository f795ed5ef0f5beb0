package io.cotangent.conform;

import io.cotangent.io.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** A JSON file as maps, lists, strings, numbers (Long or Double), booleans and nulls. */
final class Json {
  private Json() {}

  static Object read(Path file) {
    try {
      return read(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The content of a file; {@code file} names it in errors. */
  static Object read(byte[] content, String file) {
    try (JsonParser p = new JsonFactory().createParser(content)) {
      p.nextToken();
      Object v = value(p);
      if (v == null) {
        throw new DataFormatException(file + ": holds nothing");
      }
      if (p.nextToken() != null) {
        throw new DataFormatException(file + ": goes on after its end: " + p.currentLocation());
      }
      return v;
    } catch (JacksonException e) {
      throw new DataFormatException(file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable Object value(JsonParser p) {
    JsonToken t = p.currentToken();
    return switch (t == null ? JsonToken.NOT_AVAILABLE : t) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (p.nextToken() != JsonToken.END_OBJECT) {
          String name = p.currentName();
          p.nextToken();
          map.put(name, value(p));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(p));
        }
        yield list;
      }
      case VALUE_STRING -> p.getString();
      case VALUE_NUMBER_INT -> p.getLongValue();
      case VALUE_NUMBER_FLOAT -> p.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }
}
