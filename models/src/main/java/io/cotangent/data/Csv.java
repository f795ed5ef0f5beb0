package io.cotangent.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.cotangent.ArgumentException;
import io.cotangent.io.DataFormatException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tables from CSV files (RFC 4180): settings, an immutable record whose methods change one each.
 *
 * <pre>{@code
 * Table table = Csv.read(path);
 * Table german = Csv.with().separator(';').decimal(',').thousands('.').file(path);
 * }</pre>
 *
 * <p>A field that says that there is no value, as {@code NA} does, is text where it is quoted; an
 * empty one is no value in either case.
 *
 * <p>A column's type is that of all its values: INTEGER, NUMBER or BOOLEAN if each is one, spaces
 * around them aside, else TEXT, as dates are, and integers from 2⁵³ on; a type that is stated is
 * required. Lines end in LF, CR or CRLF, quoted fields may have line breaks, a byte order mark is
 * passed over, and files may be gzipped. An empty header field is named {@code column} and its
 * number.
 *
 * @param separator between fields
 * @param quote around fields
 * @param header whether the first line has the names; without it they are column1, column2, …
 * @param skip how many lines to pass over at first
 * @param charset of the file
 * @param decimal the decimal separator
 * @param thousands the separator of groups of three digits, null for none
 * @param missing fields that are no value, spaces around them aside; not in quotes, unless empty
 * @param types stated, by column
 */
public record Csv(
    char separator,
    char quote,
    boolean header,
    int skip,
    Charset charset,
    char decimal,
    @Nullable Character thousands,
    Set<String> missing,
    Map<String, Column.Type> types) {
  private static final Csv DEFAULT =
      new Csv(',', '"', true, 0, StandardCharsets.UTF_8, '.', null, missingByDefault(), Map.of());

  private static Set<String> missingByDefault() {
    return new LinkedHashSet<>(List.of("", "NA", "N/A", "NaN", "nan", "null", "NULL"));
  }

  /** Checks the settings. */
  public Csv {
    if (skip < 0) {
      throw new ArgumentException("csv: skip " + skip + " must not be negative");
    }
    if (separator == quote
        || separator == decimal && decimal != '.'
        || thousands != null && thousands == decimal) {
      throw new ArgumentException(
          "csv: separator '"
              + separator
              + "', quote '"
              + quote
              + "', decimal '"
              + decimal
              + "' and thousands '"
              + thousands
              + "' must differ");
    }
    missing = Set.copyOf(missing);
    types = Map.copyOf(types);
  }

  /** Commas, quotes, a header, UTF-8, decimal points; empty, NA, N/A, NaN, nan, null: no value. */
  public static Csv with() {
    return DEFAULT;
  }

  /** The table of a file, with the default settings. */
  public static Table read(Path file) {
    return DEFAULT.file(file);
  }

  /** With another separator of fields. */
  public Csv separator(char value) {
    return new Csv(value, quote, header, skip, charset, decimal, thousands, missing, types);
  }

  /** With another quote. */
  public Csv quote(char value) {
    return new Csv(separator, value, header, skip, charset, decimal, thousands, missing, types);
  }

  /** With or without a line of names. */
  public Csv header(boolean value) {
    return new Csv(separator, quote, value, skip, charset, decimal, thousands, missing, types);
  }

  /** With lines to pass over at first. */
  public Csv skip(int lines) {
    return new Csv(separator, quote, header, lines, charset, decimal, thousands, missing, types);
  }

  /** In another encoding. */
  public Csv charset(Charset value) {
    return new Csv(separator, quote, header, skip, value, decimal, thousands, missing, types);
  }

  /** With another decimal separator. */
  public Csv decimal(char value) {
    return new Csv(separator, quote, header, skip, charset, value, thousands, missing, types);
  }

  /** With a separator of groups of three digits. */
  public Csv thousands(char value) {
    return new Csv(separator, quote, header, skip, charset, decimal, value, missing, types);
  }

  /** With other fields that are no value. */
  public Csv missing(String... values) {
    return new Csv(
        separator, quote, header, skip, charset, decimal, thousands, Set.of(values), types);
  }

  /** With the type of a column stated: a value of another type is an error. */
  public Csv type(String column, Column.Type type) {
    Map<String, Column.Type> all = new LinkedHashMap<>(types);
    all.put(column, type);
    return new Csv(separator, quote, header, skip, charset, decimal, thousands, missing, all);
  }

  /**
   * The table of a file.
   *
   * @throws DataFormatException if the file is missing, empty or in another encoding, a line has
   *     too many or too few fields, two columns share a name, or a value is not of the type stated
   *     for its column; the message has the line, and the column where there is one
   */
  public Table file(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return text(decoded(unzipped(in.readAllBytes()), file.toString()), file.toString());
    } catch (NoSuchFileException e) {
      throw new DataFormatException("there is no file " + file.toAbsolutePath(), e);
    } catch (EOFException e) {
      throw new DataFormatException(file + ": the file ends early; it is truncated", e);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new DataFormatException(
          file + ": does not fit into the JVM's memory; -Xmx gives it more", e);
    }
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    if (bytes.length < 2 || (bytes[0] & 0xFF) != 0x1F || (bytes[1] & 0xFF) != 0x8B) {
      return bytes;
    }
    try (Gzip gzip = new Gzip(new ByteArrayInputStream(bytes))) {
      byte[] content = gzip.readAllBytes();
      gzip.end();
      return content;
    }
  }

  private String decoded(byte[] bytes, String source) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult r =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    out.flip();
    if (r.isError()) {
      long line = 1 + out.chars().filter(c -> c == '\n').count();
      throw new DataFormatException(
          source
              + ", line "
              + line
              + ": is not "
              + charset
              + "; Csv.with().charset(…) states another encoding");
    }
    return out.toString();
  }

  /** The table of a text that errors call {@code source}; see {@link #file}. */
  public Table text(String csv, String source) {
    String content = csv.startsWith("\uFEFF") ? csv.substring(1) : csv;
    int skipped = 0;
    for (int i = 0; i < skip; i++) {
      int end = content.indexOf('\n');
      content = end < 0 ? "" : content.substring(end + 1);
      skipped++;
    }
    List<String> names = new ArrayList<>();
    List<CsvFields.Row> rows = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    int before = skipped;
    try (CsvReader<CsvFields.Row> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .quoteCharacter(quote)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .build(new CsvFields(), content)) {
      for (CsvFields.Row record : reader) {
        int line = before + (int) record.line();
        List<String> fields = record.fields();
        if (names.isEmpty()) {
          names.addAll(names(fields, source, line));
          if (header) {
            continue;
          }
        }
        if (fields.size() != names.size()) {
          throw new DataFormatException(
              source
                  + ", line "
                  + line
                  + ": has "
                  + fields.size()
                  + " fields, "
                  + (header ? "the header" : "the first line")
                  + " "
                  + names.size());
        }
        rows.add(record);
        lines.add(line);
      }
    } catch (CsvParseException e) {
      throw new DataFormatException(source + ": " + reason(e), e);
    } catch (IOException | UncheckedIOException e) {
      throw new DataFormatException(source + ": cannot be read: " + e.getMessage(), e);
    }
    if (names.isEmpty()) {
      throw new DataFormatException(source + ": is empty");
    }
    for (String stated : types.keySet()) {
      if (!names.contains(stated)) {
        throw new ArgumentException(
            source
                + ": a type is stated for the column '"
                + stated
                + "', which there is not; there are "
                + String.join(", ", names));
      }
    }
    int[] at = lines.stream().mapToInt(Integer::intValue).toArray();
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      columns.add(new Typing(this, source, names.get(c), at).column(values(rows, c)));
    }
    return Table.of(source, columns, at);
  }

  private static String reason(Throwable e) {
    Throwable cause = e.getCause();
    return e.getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  private List<String> names(List<String> fields, String source, int line) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String name = header ? fields.get(i).strip() : "";
      name = name.isEmpty() ? "column" + (i + 1) : name;
      if (names.contains(name)) {
        throw new DataFormatException(
            source
                + ", line "
                + line
                + ": two columns are named '"
                + name
                + "', numbers "
                + (names.indexOf(name) + 1)
                + " and "
                + (i + 1));
      }
      names.add(name);
    }
    return names;
  }

  /** The values of a column, null where there is none. */
  private @Nullable String[] values(List<CsvFields.Row> rows, int column) {
    @Nullable String[] r = new String[rows.size()];
    for (int i = 0; i < r.length; i++) {
      String field = rows.get(i).fields().get(column);
      boolean literal = rows.get(i).quoted().get(column) && !field.isBlank();
      r[i] = !literal && missing.contains(field.strip()) ? null : field;
    }
    return r;
  }
}
