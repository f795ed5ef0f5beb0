package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Data sets cut into parts. */
final class Split {
  private static final double ROUNDING = 1e-9;

  private Split() {}

  static <E> List<Dataset<E>> random(Dataset<E> data, Rng rng, double... fractions) {
    int[] sizes = sizes(data.size(), check(fractions), 0);
    int[] order = rng.permutation(data.size());
    List<List<Integer>> parts = empty(fractions.length);
    deal(order, sizes, parts);
    return subsets(data, parts);
  }

  static <E> List<Dataset<E>> stratified(
      Dataset<E> data, Rng rng, Function<? super E, ?> classOf, double... fractions) {
    check(fractions);
    List<List<Integer>> parts = empty(fractions.length);
    by(data, classOf)
        .forEach(
            (label, members) -> {
              if (members.size() < fractions.length) {
                throw new ArgumentException(
                    "stratified: class "
                        + label
                        + " has "
                        + members.size()
                        + " elements, fewer than the "
                        + fractions.length
                        + " parts");
              }
              int[] shuffled = rng.permutation(members.size());
              Arrays.setAll(shuffled, i -> members.get(shuffled[i]));
              deal(shuffled, sizes(shuffled.length, fractions, 1), parts);
            });
    return subsets(data, parts);
  }

  static <E> List<Dataset<E>> grouped(
      Dataset<E> data, Rng rng, Function<? super E, ?> groupOf, double... fractions) {
    check(fractions);
    List<List<Integer>> groups = new ArrayList<>(by(data, groupOf).values());
    if (groups.size() < fractions.length) {
      throw new ArgumentException(
          "grouped: " + groups.size() + " groups do not fill " + fractions.length + " parts");
    }
    int[] sizes = sizes(data.size(), fractions, 0);
    List<List<Integer>> parts = empty(fractions.length);
    int dealt = 0;
    for (int g : rng.permutation(groups.size())) {
      int most = 0;
      int empty = (int) parts.stream().filter(List::isEmpty).count();
      boolean last = groups.size() - dealt <= empty;
      for (int p = 1; p < sizes.length; p++) {
        boolean takes = !last || parts.get(p).isEmpty();
        boolean taken = last && !parts.get(most).isEmpty();
        if (takes && (taken || missing(sizes, parts, p) > missing(sizes, parts, most))) {
          most = p;
        }
      }
      parts.get(most).addAll(groups.get(g));
      dealt++;
    }
    return subsets(data, parts);
  }

  private static int missing(int[] sizes, List<List<Integer>> parts, int p) {
    return sizes[p] - parts.get(p).size();
  }

  private static double[] check(double... fractions) {
    double total = 0;
    for (double f : fractions) {
      if (!(f > 0)) {
        throw new ArgumentException("split: fraction " + f + " must be positive");
      }
      total += f;
    }
    if (fractions.length == 0 || total > 1 + ROUNDING) {
      throw new ArgumentException(
          "split: fractions "
              + Arrays.toString(fractions)
              + " must be one or more, and at most 1 together");
    }
    return fractions;
  }

  /** How many of n elements each part gets: the cuts are rounded, then none is below the least. */
  private static int[] sizes(int n, double[] fractions, int least) {
    int[] r = new int[fractions.length];
    double total = 0;
    int before = 0;
    for (int i = 0; i < r.length; i++) {
      total += fractions[i];
      int cut = (int) Math.min(n, Math.round(total * n));
      r[i] = cut - before;
      before = cut;
    }
    for (int i = 0; i < r.length; i++) {
      if (r[i] < least) {
        int left = n - Arrays.stream(r).sum();
        if (left == 0) {
          r[largest(r)]--;
        }
        r[i]++;
      }
    }
    return r;
  }

  private static int largest(int[] of) {
    int most = 0;
    for (int i = 1; i < of.length; i++) {
      most = of[i] > of[most] ? i : most;
    }
    return most;
  }

  private static void deal(int[] order, int[] sizes, List<List<Integer>> parts) {
    int at = 0;
    for (int p = 0; p < sizes.length; p++) {
      for (int i = 0; i < sizes[p]; i++) {
        parts.get(p).add(order[at++]);
      }
    }
  }

  private static <E> Map<Object, List<Integer>> by(Dataset<E> data, Function<? super E, ?> key) {
    Map<Object, List<Integer>> r = new LinkedHashMap<>();
    for (int i = 0; i < data.size(); i++) {
      r.computeIfAbsent(key.apply(data.get(i)), k -> new ArrayList<>()).add(i);
    }
    return r;
  }

  private static List<List<Integer>> empty(int n) {
    List<List<Integer>> r = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      r.add(new ArrayList<>());
    }
    return r;
  }

  private static <E> List<Dataset<E>> subsets(Dataset<E> data, List<List<Integer>> parts) {
    return parts.stream()
        .map(p -> data.subset(p.stream().mapToInt(Integer::intValue).sorted().toArray()))
        .toList();
  }
}
