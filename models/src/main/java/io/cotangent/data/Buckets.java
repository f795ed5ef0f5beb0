package io.cotangent.data;

import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Elements sorted by length within pools, in shuffled batches. */
final class Buckets {
  private Buckets() {}

  static int[] order(int[] lengths, int batch, int pool, Rng rng) {
    int n = lengths.length;
    List<Integer> shuffled = new ArrayList<>();
    Arrays.stream(rng.permutation(n)).forEach(shuffled::add);
    int full = n / batch * batch;
    long step = (long) batch * pool;
    for (long from = 0; from < full; from += step) {
      int end = (int) Math.min(full, from + step);
      shuffled.subList((int) from, end).sort(Comparator.comparingInt(i -> lengths[i]));
    }
    int[] r = new int[n];
    int at = 0;
    for (int b : rng.permutation(full / batch)) {
      for (int i = 0; i < batch; i++) {
        r[at++] = shuffled.get(b * batch + i);
      }
    }
    for (int i = full; i < n; i++) {
      r[at++] = shuffled.get(i);
    }
    return r;
  }
}
