package io.cotangent.io;

import io.cotangent.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The header of a safetensors file: its length (8 bytes, little-endian), and a JSON object with a
 * type, a shape and the offsets of the data for each name, and {@code __metadata__}, strings by
 * name. The data of all tensors fill the rest of the file without gaps or overlaps.
 */
final class SafetensorsHeader {
  static final String METADATA = "__metadata__";
  static final int PREFIX = 8;

  /** The format's own limit. */
  static final long LONGEST = 100_000_000;

  /** PyTorch's own limit. */
  private static final int MOST_AXES = 64;

  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;
  private static final int SHOWN = 120;

  /** A tensor as the header has it; {@code begin} and {@code end} are positions in the file. */
  record Entry(String name, StoredType type, Shape shape, long begin, long end) {}

  final Map<String, Entry> entries = new LinkedHashMap<>();
  final Map<String, String> metadata = new LinkedHashMap<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Source source;
  private final long dataAt;
  private final long dataSize;

  private SafetensorsHeader(Source source, long dataAt, long dataSize) {
    this.source = source;
    this.dataAt = dataAt;
    this.dataSize = dataSize;
  }

  Safetensors.Contents contents() {
    Map<String, Safetensors.Info> all = new LinkedHashMap<>();
    entries.forEach(
        (n, e) -> all.put(n, new Safetensors.Info(e.type().name(), e.type().dtype(), e.shape())));
    return new Safetensors.Contents(all, metadata);
  }

  static SafetensorsHeader read(Source source) throws IOException {
    long size = source.size();
    byte[] head = new byte[(int) Math.min(64, size)];
    source.read(0, head, 0, head.length);
    if (size < PREFIX + 2) {
      throw source.error(
          "not a safetensors file: it has " + size + " bytes" + FileKind.guess(head));
    }
    long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > Math.min(LONGEST, size - PREFIX) || head[PREFIX] != '{') {
      String kind = FileKind.guess(head);
      String why =
          length < 2 || length > LONGEST
              ? "its header would have " + Long.toUnsignedString(length) + " bytes"
              : length > size - PREFIX
                  ? "its header has "
                      + length
                      + " bytes, the file but "
                      + size
                      + "; it may be cut off"
                  : "its header does not begin with '{'";
      throw source.error("not a safetensors file: " + why + kind);
    }
    MemoryLimit.require(4.0 * length, source.name());
    byte[] json = new byte[(int) length];
    source.read(PREFIX, json, 0, json.length);
    SafetensorsHeader h = new SafetensorsHeader(source, PREFIX + length, size - PREFIX - length);
    h.parse(json);
    h.requireTiling();
    return h;
  }

  /** A name as a message shows it: on one line, and not too long. */
  static String shown(String name) {
    StringBuilder s = new StringBuilder("'");
    for (int i = 0; i < Math.min(name.length(), SHOWN); i++) {
      char c = name.charAt(i);
      boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c) && c != 0x2028;
      s.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return s.append(name.length() > SHOWN ? "…'" : "'").toString();
  }

  DataFormatException error(String tensor, String what) {
    return source.error("tensor " + shown(tensor) + ": " + what);
  }

  private void parse(byte[] json) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw source.error("its header is not UTF-8");
    }
    try (JsonParser p = Json.FACTORY.createParser(ObjectReadContext.empty(), text)) {
      p.nextToken();
      while (p.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = p.currentName();
        p.nextToken();
        if (name.equals(METADATA)) {
          metadata(p);
        } else {
          entry(p, name);
        }
      }
      if (p.nextToken() != null) {
        throw source.error("its header goes on after the JSON object");
      }
    } catch (JacksonException e) {
      throw new DataFormatException(
          source.name() + ": its header is not JSON: " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String firstLine(@Nullable String message) {
    String m = String.valueOf(message).replaceAll("\\R.*", "");
    return m.length() > 2 * SHOWN ? m.substring(0, 2 * SHOWN) + "…" : m;
  }

  private void metadata(JsonParser p) {
    boolean again = !metadata.isEmpty() || !names.add(METADATA);
    if (again || p.currentToken() != JsonToken.START_OBJECT) {
      throw source.error(METADATA + (again ? " is there twice" : " must be an object of strings"));
    }
    while (p.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = p.currentName();
      if (p.nextToken() != JsonToken.VALUE_STRING) {
        throw source.error(METADATA + ", " + shown(key) + ": must be a string");
      }
      if (metadata.put(key, p.getString()) != null) {
        throw source.error(METADATA + ", " + shown(key) + ": is there twice");
      }
    }
  }

  private void entry(JsonParser p, String name) {
    if (!names.add(name)) {
      throw error(name, "is there twice");
    }
    if (p.currentToken() != JsonToken.START_OBJECT) {
      throw error(name, "must be an object of dtype, shape and data_offsets");
    }
    @Nullable String dtype = null;
    long @Nullable [] shape = null;
    long @Nullable [] offsets = null;
    while (p.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = p.currentName();
      JsonToken t = p.nextToken();
      boolean again =
          switch (key) {
            case "dtype" -> dtype != null;
            case "shape" -> shape != null;
            case "data_offsets" -> offsets != null;
            default ->
                throw error(name, "has the entry " + shown(key) + ", which the format has not");
          };
      if (again) {
        throw error(name, key + " is there twice");
      }
      if (key.equals("dtype")) {
        if (t != JsonToken.VALUE_STRING) {
          throw error(name, "dtype must be a string");
        }
        dtype = p.getString();
      } else if (key.equals("shape")) {
        shape = integers(p, name, key, MOST_AXES);
      } else {
        offsets = integers(p, name, key, 2);
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw error(name, "lacks dtype, shape or data_offsets");
    }
    StoredType type = StoredType.find(dtype);
    if (type == null) {
      throw error(
          name,
          "elements of type "
              + shown(dtype)
              + "; read are "
              + String.join(", ", StoredType.names()));
    }
    entries.put(name, checked(name, type, shape, offsets));
  }

  /** Whether a string has no half of a surrogate pair, and so can be written again. */
  static boolean isText(String s) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(s);
  }

  private long[] integers(JsonParser p, String name, String key, int most) {
    List<Long> r = new ArrayList<>();
    boolean list = p.currentToken() == JsonToken.START_ARRAY;
    JsonToken t = list ? p.nextToken() : JsonToken.NOT_AVAILABLE;
    while (t == JsonToken.VALUE_NUMBER_INT && r.size() < most) {
      if (p.getNumberType() == JsonParser.NumberType.BIG_INTEGER || p.getLongValue() < 0) {
        throw error(
            name, key + " has " + firstLine(p.getString()) + "; must be from 0 to 2^63 − 1");
      }
      r.add(p.getLongValue());
      t = p.nextToken();
    }
    if (t != JsonToken.END_ARRAY || (key.equals("data_offsets") && r.size() != 2)) {
      throw error(
          name,
          key
              + " must be a list of "
              + (key.equals("data_offsets") ? "two integers" : "at most " + most + " integers"));
    }
    return r.stream().mapToLong(Long::longValue).toArray();
  }

  private Entry checked(String name, StoredType type, long[] dims, long[] offsets) {
    double nonEmpty = 1;
    for (long d : dims) {
      nonEmpty *= Math.max(1, d);
    }
    if (nonEmpty > MOST_ELEMENTS) {
      throw error(
          name, "shape " + Arrays.toString(dims) + " has more than " + MOST_ELEMENTS + " elements");
    }
    Shape shape = Shape.of(Arrays.stream(dims).mapToInt(d -> (int) d).toArray());
    long begin = offsets[0];
    long end = offsets[1];
    if (begin > end || end > dataSize) {
      throw error(
          name,
          "its data lie from "
              + begin
              + " to "
              + end
              + ", the file holds "
              + dataSize
              + " bytes of data");
    }
    long bytes = (long) shape.size() * type.bytes();
    if (end - begin != bytes) {
      throw error(
          name,
          "its offsets give it "
              + (end - begin)
              + " bytes, "
              + type
              + " "
              + shape
              + " takes "
              + bytes);
    }
    return new Entry(name, type, shape, dataAt + begin, dataAt + end);
  }

  /** The data of the tensors, in the order of their positions, follow one another. */
  private void requireTiling() {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = dataAt;
    @Nullable Entry last = null;
    for (Entry e : sorted) {
      if (e.begin < at) {
        throw error(
            e.name, "its data overlap those of tensor " + shown(last == null ? "" : last.name));
      }
      if (e.begin > at) {
        throw error(e.name, "before its data lie " + (e.begin - at) + " bytes that no tensor has");
      }
      at = e.end;
      last = e;
    }
    if (at != dataAt + dataSize) {
      throw source.error(
          dataAt + dataSize - at + " bytes follow the data of the last tensor" + lastName(last));
    }
  }

  private static String lastName(@Nullable Entry last) {
    return last == null ? "" : ", " + shown(last.name);
  }
}
