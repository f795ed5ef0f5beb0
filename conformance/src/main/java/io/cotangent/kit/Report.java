package io.cotangent.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the checks of a backend say: a first page that groups what failed by what it has in common,
 * and a table of all operations.
 */
public final class Report {
  private static final int CAUSES = 8;

  private final String name;
  private final String description;
  private final List<Check> checks;
  private final List<Result> results;

  Report(String name, String description, List<Check> checks, List<Result> results) {
    this.name = name;
    this.description = description;
    this.checks = checks;
    this.results = results;
  }

  /** Whether every check has run and passed. */
  public boolean passed() {
    return results.size() == checks.size() && failures().isEmpty();
  }

  /** The checks that failed. */
  public List<Result> failures() {
    return results.stream().filter(r -> !r.passed()).toList();
  }

  /** The first page and the table. */
  @Override
  public String toString() {
    return firstPage() + "\n" + table();
  }

  // ---- the first page ----

  /** What is wrong, by probable causes, with examples. */
  public String firstPage() {
    StringBuilder s = new StringBuilder();
    s.append("# Conformance of ").append(name).append("\n\n");
    s.append(description).append("\n\n");
    List<Result> failures = failures();
    if (failures.isEmpty()) {
      s.append("PASSED: ").append(number(results.size())).append(" checks");
    } else {
      s.append("FAILED: ").append(number(failures.size()));
      s.append(" of ").append(number(results.size())).append(" checks");
    }
    Set<String> wrong = new TreeSet<>();
    Set<String> all = new TreeSet<>();
    failures.forEach(r -> wrong.addAll(r.check().operations()));
    checks.forEach(c -> all.addAll(c.operations()));
    s.append(failures.isEmpty() ? " of " : ", in " + wrong.size() + " of ");
    s.append(all.size()).append(" operations\n");
    if (results.size() < checks.size()) {
      s.append(number(checks.size() - results.size())).append(" checks were not run\n");
    }
    List<Cause> causes = Cause.of(results);
    for (int i = 0; i < Math.min(CAUSES, causes.size()); i++) {
      cause(s, i + 1, causes.get(i));
    }
    if (causes.size() > CAUSES) {
      s.append("\n## Further causes\n\n");
      for (Cause c : causes.subList(CAUSES, causes.size())) {
        s.append(String.format("  %-32s%d checks fail%n", c.call(), c.failures().size()));
      }
    }
    return s.toString().replace(System.lineSeparator(), "\n");
  }

  private static void cause(StringBuilder s, int number, Cause cause) {
    Findings found = new Findings(cause);
    s.append("\n## ").append(number).append(". Backend.").append(cause.call()).append(": ");
    s.append(number(cause.failures().size())).append(" of the ");
    s.append(number(cause.callers().size())).append(" checks that call it fail\n\n");
    found.lines().forEach((label, text) -> s.append(String.format("  %-12s%s\n", label, text)));
    List<Result> examples = found.examples();
    for (int i = 0; i < examples.size(); i++) {
      Result r = examples.get(i);
      s.append(String.format("  %-12s%s:\n", i == 0 ? "first" : "also", r.check().name()));
      s.append("              ").append(reason(r)).append('\n');
    }
    int more = cause.failures().size() - examples.size();
    if (more > 0) {
      s.append("              and ").append(number(more)).append(" more\n");
    }
  }

  private static String reason(Result r) {
    Throwable why = Objects.requireNonNull(r.why());
    String text = why instanceof Mismatch ? String.valueOf(why.getMessage()) : why.toString();
    return text.lines().limit(4).reduce((a, b) -> a + "\n              " + b).orElse(text);
  }

  private static String number(int n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  // ---- the table ----

  /** The checks of one kind for one operation. */
  private static final class Cell {
    private int all;
    private int run;
    private int failed;

    @Override
    public String toString() {
      if (failed > 0) {
        return "FAIL " + failed + "/" + run;
      }
      return run == all ? "ok " + run : run == 0 ? "not run" : "ok " + run + "/" + all;
    }
  }

  /** Operation by operation, how it was checked, and how many checks of each kind failed. */
  public String table() {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    kinds.removeAll(List.of(Kind.RANDOM, Kind.COVERAGE));
    Map<String, Map<Kind, Cell>> rows = new TreeMap<>();
    for (Check c : checks) {
      cells(rows, c).forEach(cell -> cell.all++);
    }
    for (Result r : results) {
      for (Cell cell : cells(rows, r.check())) {
        cell.run++;
        cell.failed += r.passed() ? 0 : 1;
      }
    }
    int[] widths = new int[kinds.size()];
    for (int i = 0; i < widths.length; i++) {
      Kind k = kinds.get(i);
      widths[i] = k.label().length();
      for (Map<Kind, Cell> row : rows.values()) {
        widths[i] = Math.max(widths[i], text(row, k).length());
      }
    }
    StringBuilder s = new StringBuilder();
    s.append("## Operation by operation\n\n");
    s.append("ok: so many checks passed; FAIL: so many of them failed; –: does not apply\n\n");
    s.append(String.format("%-28s", "operation"));
    for (int i = 0; i < widths.length; i++) {
      s.append(String.format("  %-" + widths[i] + "s", kinds.get(i).label()));
    }
    s.append('\n');
    rows.forEach(
        (operation, row) -> {
          StringBuilder line = new StringBuilder(String.format("%-28s", operation));
          for (int i = 0; i < widths.length; i++) {
            line.append(String.format("  %-" + widths[i] + "s", text(row, kinds.get(i))));
          }
          s.append(line.toString().stripTrailing()).append('\n');
        });
    return s.toString();
  }

  private static String text(Map<Kind, Cell> row, Kind kind) {
    Cell cell = row.get(kind);
    return cell == null ? "–" : cell.toString();
  }

  private static List<Cell> cells(Map<String, Map<Kind, Cell>> rows, Check c) {
    return c.operations().stream()
        .map(
            o ->
                rows.computeIfAbsent(o, x -> new LinkedHashMap<>())
                    .computeIfAbsent(c.kind(), x -> new Cell()))
        .toList();
  }
}
