package io.cotangent.kit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Failures with one probable cause: a call of the backend that they have in common and that the
 * checks which pass do not make.
 *
 * @param call the call, as {@code unary(Unary.COS)}, or the sample if the backend was not called
 * @param failures the checks that failed
 * @param callers all checks that make the call, those that failed among them
 */
record Cause(String call, List<Result> failures, List<Result> callers) {
  /** Checks that say nothing of values. */
  private static final Set<Kind> SILENT = EnumSet.of(Kind.INTACT, Kind.THREADS);

  /**
   * Divides failures by their causes, the largest first. The cause is the call with the highest
   * Ochiai similarity F / √(all failures · (F + P)), where F checks that call it fail and P pass
   * (Abreu, Zoeteweij and van Gemund 2007); its failures are put aside, and so on with the rest.
   */
  static List<Cause> of(List<Result> results) {
    List<Result> rest = new ArrayList<>(results.stream().filter(r -> !r.passed()).toList());
    boolean values = rest.stream().anyMatch(r -> !SILENT.contains(r.check().kind()));
    Map<String, Integer> passes = new LinkedHashMap<>();
    for (Result r : results) {
      if (r.passed() && !(values && SILENT.contains(r.check().kind()))) {
        r.calls().forEach(c -> passes.merge(c, 1, Integer::sum));
      }
    }
    List<Cause> causes = new ArrayList<>();
    while (!rest.isEmpty()) {
      String call = mostSuspect(rest, passes);
      List<Result> its = rest.stream().filter(r -> names(r).contains(call)).toList();
      rest.removeAll(its);
      causes.add(new Cause(call, its, callers(results, call)));
    }
    causes.sort((a, b) -> b.failures.size() - a.failures.size());
    return causes;
  }

  private static List<Result> callers(List<Result> results, String call) {
    return results.stream().filter(r -> names(r).contains(call)).toList();
  }

  /** What a check calls; its own name if it calls nothing. */
  private static Set<String> names(Result r) {
    return r.calls().isEmpty() ? Set.of(r.check().sample()) : r.calls();
  }

  private static String mostSuspect(List<Result> failures, Map<String, Integer> passes) {
    Map<String, Integer> fails = new LinkedHashMap<>();
    failures.forEach(r -> names(r).forEach(c -> fails.merge(c, 1, Integer::sum)));
    String best = "";
    double highest = -1;
    for (Map.Entry<String, Integer> e : fails.entrySet()) {
      double f = e.getValue();
      double score = f / Math.sqrt(failures.size() * (f + passes.getOrDefault(e.getKey(), 0)));
      if (score > highest) {
        highest = score;
        best = e.getKey();
      }
    }
    return best;
  }
}
