package io.cotangent.cli;

import io.cotangent.ArgumentException;
import io.cotangent.data.Csv;
import io.cotangent.data.Table;
import io.cotangent.io.JsonObject;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a CSV file is written: a picocli mixin. */
public final class CsvOptions {
  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      description = "Between fields; tab for a tabulator.")
  private String separator = ",";

  @Option(names = "--decimal", paramLabel = "CHAR", description = "Before decimals.")
  private String decimal = ".";

  @Option(names = "--no-header", description = "The first line has values; columns are column1, ….")
  private boolean noHeader;

  @Option(names = "--skip", paramLabel = "N", description = "Lines to pass over at first.")
  private int skip;

  /** Those with which a run was begun. */
  static CsvOptions of(JsonObject options) {
    CsvOptions r = new CsvOptions();
    r.separator = options.getString("separator");
    r.decimal = options.getString("decimal");
    r.noHeader = options.getBoolean("no-header");
    r.skip = options.getInt("skip");
    return r;
  }

  /** The table of a file. */
  Table read(Path file) {
    Checks.atLeast("--skip", 0, skip);
    return Csv.with()
        .separator(separator.equals("tab") ? '\t' : character("--separator", separator))
        .decimal(character("--decimal", decimal))
        .header(!noHeader)
        .skip(skip)
        .file(file);
  }

  private static char character(String option, String text) {
    if (text.length() != 1) {
      throw new ArgumentException(option + ": '" + text + "' must be one character");
    }
    return text.charAt(0);
  }
}
