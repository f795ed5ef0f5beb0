package io.cotangent.kit;

import io.cotangent.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the failures of one cause have in common: in which operations, types, layouts, samples. */
final class Findings {
  private static final int EXAMPLES = 3;
  private static final int NAMES = 8;

  private final Cause cause;

  /** The most direct kind of check that fails. */
  private final Kind kind;

  /** The checks of that kind, of the operation that fails most. */
  private final List<Result> likely;

  Findings(Cause cause) {
    this.cause = cause;
    this.kind =
        cause.failures().stream()
            .map(r -> r.check().kind())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    String operation = operations().isEmpty() ? "" : operations().get(0).getKey();
    this.likely =
        cause.callers().stream()
            .filter(r -> r.check().kind() == kind)
            .filter(r -> operation.isEmpty() || r.check().operations().contains(operation))
            .toList();
  }

  /** How many of some results failed. */
  private record Count(int failed, int all) {
    static Count of(List<Result> results) {
      return new Count((int) results.stream().filter(r -> !r.passed()).count(), results.size());
    }

    @Override
    public String toString() {
      return failed + " of " + all;
    }
  }

  private static <K extends Comparable<K>> Map<K, Count> count(
      List<Result> results, Function<Check, Set<K>> key) {
    Map<K, List<Result>> by = new TreeMap<>();
    for (Result r : results) {
      key.apply(r.check()).forEach(k -> by.computeIfAbsent(k, x -> new ArrayList<>()).add(r));
    }
    Map<K, Count> counts = new LinkedHashMap<>();
    by.forEach((k, list) -> counts.put(k, Count.of(list)));
    return counts;
  }

  /** Lines of a label and a sentence. */
  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    List<String> operations =
        operations().stream().map(e -> e.getKey() + " " + e.getValue().failed()).toList();
    lines.put("operations", operations.isEmpty() ? "none by itself" : shortened(operations));
    lines.put("checks", shares(count(cause.callers(), c -> Set.of(c.kind())), Kind::label));
    List<Result> placed = likely.stream().filter(r -> r.check().layout() != null).toList();
    if (!placed.isEmpty()) {
      lines.put("layouts", layouts(placed));
    }
    Map<DType, Count> types =
        count(likely, c -> c.dtype() == null ? Set.<DType>of() : Set.of(c.dtype()));
    if (!types.isEmpty()) {
      lines.put("types", shares(types, DType::toString));
    }
    lines.put("samples", samples());
    return lines;
  }

  /** Operations with the number of their failures, the largest first. */
  private List<Map.Entry<String, Count>> operations() {
    return count(cause.failures(), Check::operations).entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Count> e) -> -e.getValue().failed())
                .thenComparing(Map.Entry::getKey))
        .toList();
  }

  private static String shortened(List<String> names) {
    String shown = names.stream().limit(NAMES).collect(Collectors.joining(", "));
    return names.size() > NAMES ? shown + " and " + (names.size() - NAMES) + " more" : shown;
  }

  private static <K> String shares(Map<K, Count> counts, Function<K, String> label) {
    List<String> failed = new ArrayList<>();
    List<String> passed = new ArrayList<>();
    counts.forEach(
        (k, c) -> {
          if (c.failed() > 0) {
            failed.add(label.apply(k) + " " + c);
          } else {
            passed.add(label.apply(k));
          }
        });
    String pass = passed.isEmpty() ? "" : "; pass: " + String.join(", ", passed);
    return "fail: " + String.join(", ", failed) + pass;
  }

  // ---- layouts ----

  private record Condition(String text, Predicate<Check> holds) {}

  /** The condition on layouts that separates best what fails from what passes. */
  private String layouts(List<Result> placed) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition("in every layout", c -> true));
    Set<Integer> inputs = new LinkedHashSet<>();
    placed.forEach(r -> inputs.addAll(r.check().strided()));
    inputs.stream()
        .sorted()
        .forEach(
            i ->
                conditions.add(
                    new Condition(
                        "where input " + i + " is not dense", c -> c.strided().contains(i))));
    conditions.add(new Condition("where an input is not dense", c -> !c.strided().isEmpty()));
    for (Lay lay : Lay.values()) {
      conditions.add(new Condition("where inputs are " + lay.label(), c -> c.layout() == lay));
    }
    Condition best = conditions.get(0);
    for (Condition c : conditions) {
      best = wrong(c, placed) < wrong(best, placed) ? c : best;
    }
    Predicate<Check> holds = best.holds;
    List<Result> inside = placed.stream().filter(r -> holds.test(r.check())).toList();
    List<Result> outside = placed.stream().filter(r -> !holds.test(r.check())).toList();
    String text = best.text + ", " + Count.of(inside) + " fail";
    if (outside.isEmpty()) {
      return text;
    }
    List<String> strays =
        outside.stream().filter(r -> !r.passed()).map(r -> r.check().sample()).distinct().toList();
    String where = strays.isEmpty() ? "" : ", in: " + shortened(strays);
    return text + "; elsewhere " + Count.of(outside) + where;
  }

  private static long wrong(Condition c, List<Result> placed) {
    return placed.stream().filter(r -> c.holds.test(r.check()) == r.passed()).count();
  }

  // ---- samples ----

  private String samples() {
    Map<String, Count> counts = count(likely, c -> Set.of(c.sample()));
    List<String> failed = new ArrayList<>();
    List<String> passed = new ArrayList<>();
    counts.forEach((name, c) -> (c.failed() > 0 ? failed : passed).add(name));
    if (passed.isEmpty()) {
      return "all " + counts.size() + " fail";
    }
    return failed.size() <= passed.size()
        ? failed.size() + " of " + counts.size() + " fail: " + shortened(failed)
        : failed.size() + " of " + counts.size() + " fail; pass: " + shortened(passed);
  }

  // ---- examples ----

  /** Failed checks, the simplest first, each of another sample. */
  List<Result> examples() {
    Set<String> seen = new LinkedHashSet<>();
    return cause.failures().stream()
        .sorted(
            Comparator.comparing((Result r) -> r.check().kind())
                .thenComparing(r -> r.calls().size()))
        .filter(r -> seen.add(r.check().sample()))
        .limit(EXAMPLES)
        .toList();
  }
}
