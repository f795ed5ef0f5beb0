package io.cotangent.data;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Files with a JSON object on each line, in UTF-8. Blank lines are passed over. Errors have the
 * file and the line, also those of an object that is asked for what it does not have.
 */
public final class JsonLines {
  private JsonLines() {}

  /**
   * All objects of a file, in memory.
   *
   * @throws DataFormatException if the file is missing or not UTF-8, or a line is no JSON object
   */
  public static Dataset<JsonObject> read(Path file) {
    List<JsonObject> all = new ArrayList<>();
    try (Lines lines = new Lines(file)) {
      lines.forEachRemaining(all::add);
    }
    Dataset<JsonObject> list = Dataset.of(all);
    String fingerprint = fingerprint(file);
    return new Dataset<>() {
      @Override
      public int size() {
        return list.size();
      }

      @Override
      public JsonObject get(int index) {
        return list.get(index);
      }

      @Override
      public String fingerprint() {
        return size() + " lines of " + fingerprint;
      }
    };
  }

  /** The objects of a file one after another, which need not fit into memory. */
  public static StreamingDataset<JsonObject> stream(Path file) {
    StreamingDataset<JsonObject> lines = epoch -> new Lines(file);
    return lines.named(fingerprint(file));
  }

  private static String fingerprint(Path file) {
    try {
      return file.getFileName() + ", " + Files.size(file) + " bytes";
    } catch (NoSuchFileException e) {
      throw new DataFormatException("there is no file " + file.toAbsolutePath(), e);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static final class Lines implements Iterator<JsonObject>, AutoCloseable {
    private final Path file;
    private final BufferedReader in;
    private int line;
    private @Nullable JsonObject next;

    Lines(Path file) {
      this.file = file;
      try {
        in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
      } catch (NoSuchFileException e) {
        throw new DataFormatException("there is no file " + file.toAbsolutePath(), e);
      } catch (IOException e) {
        throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public boolean hasNext() {
      try {
        for (String s = ""; next == null && s != null; ) {
          s = in.readLine();
          line++;
          if (s != null && !s.isBlank()) {
            String where = file + ", line " + line;
            String content = line == 1 && s.startsWith("\uFEFF") ? s.substring(1) : s;
            next = JsonObject.of(Json.parse(content, where), where);
          }
        }
      } catch (CharacterCodingException e) {
        throw new DataFormatException(file + ", after line " + line + ": is not UTF-8", e);
      } catch (IOException e) {
        throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
      }
      return next != null;
    }

    @Override
    public JsonObject next() {
      JsonObject o = hasNext() ? next : null;
      if (o == null) {
        throw new NoSuchElementException("no line is left");
      }
      next = null;
      return o;
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new DataFormatException(file + ": cannot be closed: " + e.getMessage(), e);
      }
    }
  }
}
