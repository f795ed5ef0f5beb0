package io.cotangent.train;

import io.cotangent.ArgumentException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When checkpoints are written, and which of them stay: an immutable setting. One is written at the
 * end of each epoch, and every so many steps if wanted; the latest stays in any case, since a run
 * goes on from it.
 *
 * <pre>{@code
 * Keep keep = Keep.best("accuracy", 1).and(Keep.last(2)).everySteps(500);
 * }</pre>
 */
public final class Keep {
  private record Rule(@Nullable String metric, int count) {}

  private final List<Rule> rules;
  private final long everySteps;
  private final boolean all;

  private Keep(List<Rule> rules, long everySteps, boolean all) {
    this.rules = List.copyOf(rules);
    this.everySteps = everySteps;
    this.all = all;
  }

  /**
   * A checkpoint as far as keeping it is concerned.
   *
   * @param step its number
   * @param values of the epoch that ended with it; none within an epoch
   */
  public record Candidate(long step, Map<String, Double> values) {}

  /** The latest ones. */
  public static Keep last(int count) {
    return of(new Rule(null, count));
  }

  /** The best ones by a metric of the run; NaN is never good, and of equals the earlier stays. */
  public static Keep best(String metric, int count) {
    return of(new Rule(metric, count));
  }

  /** All. */
  public static Keep all() {
    return new Keep(List.of(), 0, true);
  }

  private static Keep of(Rule rule) {
    if (rule.count < 1) {
      throw new ArgumentException("keep: " + rule.count + " checkpoints; pass 1 or more");
    }
    return new Keep(List.of(rule), 0, false);
  }

  /** Those that either keeps. */
  public Keep and(Keep other) {
    List<Rule> both = new ArrayList<>(rules);
    both.addAll(other.rules);
    long every = everySteps == 0 ? other.everySteps : everySteps;
    return new Keep(both, every, all || other.all);
  }

  /** With a checkpoint every so many steps of the optimizer, too. */
  public Keep everySteps(long steps) {
    if (steps < 1) {
      throw new ArgumentException("keep: every " + steps + " steps; pass 1 or more");
    }
    return new Keep(rules, steps, all);
  }

  /** Whether a step within an epoch ends with a checkpoint. */
  boolean isDue(long step) {
    return everySteps > 0 && step % everySteps == 0;
  }

  /** The metrics that it goes by. */
  List<String> metrics() {
    return rules.stream().map(Rule::metric).filter(m -> m != null).toList();
  }

  /**
   * The steps of the checkpoints that stay.
   *
   * @param candidates in any order
   * @param larger whether larger values of a metric are better, by name
   */
  public Set<Long> kept(List<Candidate> candidates, Map<String, Boolean> larger) {
    List<Candidate> sorted = new ArrayList<>(candidates);
    sorted.sort(Comparator.comparingLong(Candidate::step));
    Set<Long> r = new TreeSet<>();
    if (all) {
      sorted.forEach(c -> r.add(c.step));
    }
    for (Rule rule : rules) {
      List<Candidate> own = new ArrayList<>(sorted);
      String metric = rule.metric;
      if (metric == null) {
        java.util.Collections.reverse(own);
      } else {
        own.removeIf(c -> Double.isNaN(c.values.getOrDefault(metric, Double.NaN)));
        Comparator<Candidate> order =
            Comparator.comparingDouble(c -> c.values.getOrDefault(metric, Double.NaN));
        own.sort(larger.getOrDefault(metric, true) ? order.reversed() : order);
      }
      own.stream().limit(rule.count).forEach(c -> r.add(c.step));
    }
    if (!sorted.isEmpty()) {
      r.add(sorted.get(sorted.size() - 1).step);
    }
    return r;
  }
}
