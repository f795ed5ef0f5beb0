package io.cotangent.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Learns merges (Sennrich, Haddow and Birch 2016, algorithm 1): the most frequent pair of
 * neighbours becomes a token, again and again; of pairs that are equally frequent, the one with the
 * smaller ids.
 */
final class PairMerging {
  private record Candidate(int count, int left, int right) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate o) {
      int c = Integer.compare(o.count, count);
      c = c != 0 ? c : Integer.compare(left, o.left);
      return c != 0 ? c : Integer.compare(right, o.right);
    }

    long pair() {
      return (long) left << 32 | right;
    }
  }

  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<String> merges = new ArrayList<>();
  private final String prefix;
  private final List<int[]> words = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final Map<Long, Integer> frequency = new HashMap<>();
  private final Map<Long, Set<Integer>> places = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

  PairMerging(String prefix, List<String> special, List<String> alphabet) {
    this.prefix = prefix;
    special.forEach(this::id);
    alphabet.forEach(this::id);
  }

  private int id(String token) {
    Integer known = ids.get(token);
    if (known != null) {
      return known;
    }
    ids.put(token, tokens.size());
    tokens.add(token);
    return tokens.size() - 1;
  }

  Map<String, Integer> ids() {
    return ids;
  }

  List<String> merges() {
    return merges;
  }

  void learn(TreeMap<String, Integer> pieces, int size, int minFrequency) {
    Set<String> symbols = new TreeSet<>();
    pieces.keySet().forEach(p -> symbols.addAll(symbols(p)));
    symbols.forEach(this::id);
    pieces.forEach(
        (piece, count) -> {
          words.add(symbols(piece).stream().mapToInt(this::id).toArray());
          counts.add(count);
          count(words.size() - 1, 1);
        });
    places.keySet().forEach(this::offer);
    while (tokens.size() < size) {
      Candidate best = queue.poll();
      if (best == null) {
        return;
      }
      int now = frequency.getOrDefault(best.pair(), 0);
      if (now != best.count) {
        continue;
      }
      if (now < minFrequency) {
        return;
      }
      merge(best);
    }
  }

  private List<String> symbols(String piece) {
    List<String> r = new ArrayList<>();
    piece.codePoints().forEach(c -> r.add((r.isEmpty() ? "" : prefix) + Character.toString(c)));
    return r;
  }

  private void count(int word, int sign) {
    int[] w = words.get(word);
    for (int i = 0; i + 1 < w.length; i++) {
      long pair = (long) w[i] << 32 | w[i + 1];
      frequency.merge(pair, sign * counts.get(word), Integer::sum);
      places.computeIfAbsent(pair, k -> new TreeSet<>()).add(word);
    }
  }

  private void offer(long pair) {
    int count = frequency.getOrDefault(pair, 0);
    if (count > 0) {
      queue.add(new Candidate(count, (int) (pair >>> 32), (int) pair));
    }
  }

  private void merge(Candidate best) {
    String left = tokens.get(best.left);
    String right = tokens.get(best.right);
    int joined = id(left + right.substring(prefix.length()));
    merges.add(left + " " + right);
    Set<Long> touched = new TreeSet<>();
    for (int word : Set.copyOf(places.getOrDefault(best.pair(), Set.of()))) {
      pairs(words.get(word), touched);
      count(word, -1);
      words.set(word, joined(words.get(word), best, joined));
      count(word, 1);
      pairs(words.get(word), touched);
    }
    places.remove(best.pair());
    frequency.remove(best.pair());
    touched.forEach(this::offer);
  }

  private static void pairs(int[] w, Set<Long> into) {
    for (int i = 0; i + 1 < w.length; i++) {
      into.add((long) w[i] << 32 | w[i + 1]);
    }
  }

  private static int[] joined(int[] w, Candidate c, int id) {
    int[] r = new int[w.length];
    int n = 0;
    for (int i = 0; i < w.length; i++) {
      boolean here = i + 1 < w.length && w[i] == c.left && w[i + 1] == c.right;
      r[n++] = here ? id : w[i];
      i += here ? 1 : 0;
    }
    return Arrays.copyOf(r, n);
  }
}
