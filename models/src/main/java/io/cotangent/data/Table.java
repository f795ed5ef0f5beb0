package io.cotangent.data;

import io.cotangent.ArgumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Columns of values with names and types, as {@link Csv} reads them. */
public final class Table {
  private final String source;
  private final Map<String, Column> columns;
  private final int[] lines;

  private Table(String source, Map<String, Column> columns, int[] lines) {
    this.source = source;
    this.columns = columns;
    this.lines = lines;
  }

  /**
   * A table of columns of one length.
   *
   * @param source what errors call it
   * @throws ArgumentException if two have one name, or the lengths differ
   */
  public static Table of(String source, List<Column> columns) {
    int rows = columns.isEmpty() ? 0 : columns.get(0).size();
    int[] lines = new int[rows];
    Arrays.setAll(lines, i -> i + 1);
    return of(source, columns, lines);
  }

  static Table of(String source, List<Column> columns, int[] lines) {
    Map<String, Column> byName = new LinkedHashMap<>();
    for (Column c : columns) {
      if (byName.put(c.name(), c) != null) {
        throw new ArgumentException(source + ": two columns are named '" + c.name() + "'");
      }
      if (c.size() != lines.length) {
        throw new ArgumentException(
            source + ": column " + c.name() + " has " + c.size() + " rows, not " + lines.length);
      }
    }
    return new Table(source, byName, lines);
  }

  /** What errors call it: the file. */
  public String source() {
    return source;
  }

  /** The number of rows. */
  public int rows() {
    return lines.length;
  }

  /** The names of the columns, in order. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** The columns, in order. */
  public List<Column> columns() {
    return List.copyOf(columns.values());
  }

  /**
   * A column.
   *
   * @throws ArgumentException if there is none of that name, listing those that there are
   */
  public Column column(String name) {
    Column c = columns.get(name);
    if (c == null) {
      throw new ArgumentException(
          source + ": there is no column '" + name + "'; there are " + String.join(", ", names()));
    }
    return c;
  }

  /** The line of the file in which a row begins, from 1 on. */
  public int line(int row) {
    return lines[row];
  }

  /** Some rows, in their order. */
  public Table select(int... rows) {
    for (int r : rows) {
      if (r < 0 || r >= rows()) {
        throw new ArgumentException(source + ": there is no row " + r + " of " + rows());
      }
    }
    Map<String, Column> selected = new LinkedHashMap<>();
    columns.forEach((n, c) -> selected.put(n, c.select(rows)));
    return new Table(source, selected, Arrays.stream(rows).map(r -> lines[r]).toArray());
  }

  /** Some columns, in their order. */
  public Table select(String... names) {
    Map<String, Column> selected = new LinkedHashMap<>();
    for (String n : names) {
      selected.put(n, column(n));
    }
    return new Table(source, selected, lines);
  }

  /** All columns but some. */
  public Table without(String... names) {
    Map<String, Column> left = new LinkedHashMap<>(columns);
    for (String n : names) {
      left.remove(column(n).name());
    }
    return new Table(source, left, lines);
  }

  /** A row's values by column, as texts; null for none. */
  public Map<String, @Nullable String> row(int row) {
    Map<String, @Nullable String> r = new LinkedHashMap<>();
    columns.forEach((n, c) -> r.put(n, c.text(row)));
    return r;
  }

  /** Begins to prepare the other columns as features for the prediction of one. */
  public Target target(String name) {
    return Target.of(this, column(name));
  }

  /** A checksum of names and values. */
  public String fingerprint() {
    CRC32 crc = new CRC32();
    for (Column c : columns.values()) {
      crc.update(c.name().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      for (int i = 0; i < c.size(); i++) {
        crc.update((c.text(i) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return rows() + " rows, " + Long.toHexString(crc.getValue());
  }

  /** The columns, a line each. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>();
    all.add(source + ": " + rows() + " rows");
    columns.values().forEach(c -> all.add("  " + c));
    return String.join("\n", all);
  }
}
