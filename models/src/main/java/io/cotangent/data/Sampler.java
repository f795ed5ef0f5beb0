package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.Arrays;

/** The order in which an epoch takes the elements of a data set: a function of the epoch alone. */
public interface Sampler {
  /** The indices of an epoch, of elements 0 … n − 1; as many in each epoch. */
  int[] order(int n, int epoch);

  /** What tells this sampler from another, its seed too, for the record of a run. */
  String describe();

  /** 0, 1, …, n − 1. */
  static Sampler sequential() {
    return of(
        "sequential",
        (n, epoch) -> {
          int[] r = new int[n];
          Arrays.setAll(r, i -> i);
          return r;
        });
  }

  /**
   * Each element once, in an order of its own for each epoch.
   *
   * @param rng gives the seed
   */
  static Sampler shuffle(Rng rng) {
    long seed = rng.split().key();
    return of(
        "shuffle " + Long.toHexString(seed),
        (n, epoch) -> Randomness.of(seed, epoch).permutation(n));
  }

  /**
   * Elements drawn with replacement, each as probable as any other: an epoch that is a part of a
   * large data set.
   *
   * @param draws how many an epoch draws
   * @param rng gives the seed
   * @throws ArgumentException for fewer than 1 draws
   */
  static Sampler drawn(int draws, Rng rng) {
    if (draws < 1) {
      throw new ArgumentException("drawn: " + draws + " draws; pass 1 or more");
    }
    long seed = rng.split().key();
    return of(
        "drawn " + Long.toHexString(seed) + ", " + draws,
        (n, epoch) -> {
          Rng numbers = Randomness.of(seed, epoch);
          int[] r = new int[draws];
          Arrays.setAll(r, i -> numbers.nextInt(n));
          return r;
        });
  }

  /**
   * Elements drawn with replacement, in proportion to weights, as for classes of unequal size.
   *
   * @param weights of the elements; finite, not negative, not all 0
   * @param draws how many an epoch draws
   * @param rng gives the seed
   * @throws ArgumentException for other weights, or fewer than 1 draws
   */
  static Sampler weighted(double[] weights, int draws, Rng rng) {
    double[] ends = new double[weights.length];
    double total = 0;
    for (int i = 0; i < ends.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new ArgumentException(
            "weighted: weight " + weights[i] + " of element " + i + " must be 0 or more");
      }
      total += weights[i];
      ends[i] = total;
    }
    if (!(total > 0 && total < Double.POSITIVE_INFINITY) || draws < 1) {
      throw new ArgumentException(
          "weighted: takes a positive finite sum of weights and 1 or more draws, got "
              + total
              + " and "
              + draws);
    }
    long seed = rng.split().key();
    double sum = total;
    String name =
        "weighted "
            + Long.toHexString(seed)
            + ", "
            + draws
            + " of "
            + Integer.toHexString(Arrays.hashCode(weights));
    return of(
        name,
        (n, epoch) -> {
          requireSize("weighted", weights.length, n);
          double[] u = Randomness.of(seed, epoch).doubles(draws);
          int[] r = new int[draws];
          Arrays.setAll(r, k -> drawn(ends, u[k] * sum));
          return r;
        });
  }

  /** The first element whose weights, with those before it, exceed a number. */
  private static int drawn(double[] ends, double at) {
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > at) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Batches of elements of like length, so that little is padded: shuffled elements, some batches
   * of them at a time, are sorted by length and cut into batches, and all batches are shuffled. A
   * last batch that is not full stays last.
   *
   * @param lengths of the elements
   * @param batch the loader's batch size
   * @param pool how many batches are sorted together; more pad less and are less random
   * @param rng gives the seed
   */
  static Sampler bucketed(int[] lengths, int batch, int pool, Rng rng) {
    if (batch < 1 || pool < 1) {
      throw new ArgumentException(
          "bucketed: batch " + batch + " and pool " + pool + " must be 1 or more");
    }
    long seed = rng.split().key();
    int[] of = lengths.clone();
    String name =
        "bucketed "
            + Long.toHexString(seed)
            + ", "
            + pool
            + " batches of "
            + batch
            + ", "
            + Integer.toHexString(Arrays.hashCode(of));
    return of(
        name,
        (n, epoch) -> {
          requireSize("bucketed", of.length, n);
          return Buckets.order(of, batch, pool, Randomness.of(seed, epoch));
        });
  }

  private static void requireSize(String sampler, int known, int n) {
    if (known != n) {
      throw new ArgumentException(
          sampler + ": made for " + known + " elements, the data set has " + n);
    }
  }

  /**
   * This order's share for one of several workers: every {@code count}-th element from the {@code
   * index}-th on.
   *
   * @param even whether all workers get as many, for which up to {@code count − 1} elements of an
   *     epoch are left out; else the first workers may get one more
   */
  default Sampler shard(int index, int count, boolean even) {
    if (count < 1 || index < 0 || index >= count) {
      throw new ArgumentException("shard: there is no shard " + index + " of " + count);
    }
    Sampler whole = this;
    return of(
        whole.describe() + ", shard " + index + " of " + count + (even ? ", even" : ""),
        (n, epoch) -> {
          int[] all = whole.order(n, epoch);
          int least = all.length / count;
          int own = least + (!even && index < all.length % count ? 1 : 0);
          int[] r = new int[own];
          Arrays.setAll(r, i -> all[i * count + index]);
          return r;
        });
  }

  /** An order as a function of the number of elements and the epoch. */
  @FunctionalInterface
  interface Order {
    /** The indices of an epoch, of elements 0 … n − 1. */
    int[] of(int n, int epoch);
  }

  /**
   * A sampler of one's own.
   *
   * @param description what tells it from another, its seed too
   */
  static Sampler of(String description, Order order) {
    return new Sampler() {
      @Override
      public int[] order(int n, int epoch) {
        return order.of(n, epoch);
      }

      @Override
      public String describe() {
        return description;
      }

      @Override
      public String toString() {
        return description;
      }
    };
  }
}
