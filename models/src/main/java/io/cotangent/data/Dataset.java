package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Elements by index, of any type. Whoever writes one gives {@link #size} and {@link #get(int)},
 * which several threads may call at once and which gives the same element each time; data sets are
 * then made of data sets.
 *
 * <pre>{@code
 * Dataset<Labeled<Image>> pets = ImageFolder.read(dir, 3).map(Labeled.map(x -> x.resized(64, 64)));
 * List<Dataset<Labeled<Image>>> parts = pets.split(new Rng(1), 0.8, 0.2);
 * Dataset<Labeled<Image>> training = parts.get(0).map(augment, rng);
 * }</pre>
 *
 * @param <E> the elements' type
 */
public interface Dataset<E> {
  /** The number of elements. */
  int size();

  /** The element of an index from 0 to {@code size() − 1}. */
  E get(int index);

  /**
   * The element as an epoch has it, which differs from epoch to epoch only behind a random map.
   *
   * @param epoch from 0 on
   */
  default E get(int index, int epoch) {
    return get(index);
  }

  /** Whether elements differ from epoch to epoch. */
  default boolean isRandom() {
    return false;
  }

  /**
   * What tells this data set from another, for the record of a run: the number of elements and a
   * checksum of up to {@value Fingerprint#SAMPLE} of them, as far as {@link Fingerprint} knows
   * their type; some readers give one of all their data.
   */
  default String fingerprint() {
    return Fingerprint.of(this);
  }

  /** The elements of a list, which is copied. */
  static <E> Dataset<E> of(List<? extends E> elements) {
    return new Datasets.OfList<>(List.copyOf(elements));
  }

  /** All elements of several data sets, one after another. */
  @SafeVarargs
  static <E> Dataset<E> concat(Dataset<? extends E>... parts) {
    return new Datasets.Concatenated<>(List.of(parts));
  }

  /** Each element through a function, when it is asked for. */
  default <F> Dataset<F> map(Function<? super E, ? extends F> f) {
    return new Datasets.Mapped<>(this, f);
  }

  /**
   * Each element through a function with random numbers, anew in each epoch: they are a function of
   * a seed, the epoch and the index.
   *
   * @param rng gives the seed
   */
  default <F> Dataset<F> map(RandomMap<? super E, ? extends F> f, Rng rng) {
    return new Datasets.RandomlyMapped<>(this, f, rng.split().key());
  }

  /**
   * The elements of some indices, in their order; an index may come twice.
   *
   * @throws ArgumentException if there is no such element
   */
  default Dataset<E> subset(int... indices) {
    return new Datasets.Subset<>(this, indices.clone());
  }

  /**
   * The first n elements, or all if there are fewer.
   *
   * @throws ArgumentException if n is negative
   */
  default Dataset<E> first(int n) {
    if (n < 0) {
      throw new ArgumentException("first: " + n + " must not be negative");
    }
    int[] indices = new int[Math.min(n, size())];
    Arrays.setAll(indices, i -> i);
    return subset(indices);
  }

  /**
   * Elements kept in memory once they have been asked for.
   *
   * @throws ArgumentException if they differ from epoch to epoch: caching comes before a random map
   */
  default Dataset<E> cached() {
    return new Datasets.Cached<>(this);
  }

  /**
   * Random parts without common elements, as large as fractions say; elements keep their order.
   * Fractions of 1 together leave no element out.
   *
   * @throws ArgumentException if a fraction is not positive, or they are more than 1 together
   */
  default List<Dataset<E>> split(Rng rng, double... fractions) {
    return Split.random(this, rng, fractions);
  }

  /**
   * As {@link #split}, each class in each part in the proportion that it has in the whole, and at
   * least once.
   *
   * @throws ArgumentException also if a class has fewer elements than there are parts, naming it
   */
  default List<Dataset<E>> stratified(
      Rng rng, Function<? super E, ?> classOf, double... fractions) {
    return Split.stratified(this, rng, classOf, fractions);
  }

  /**
   * As {@link #split}, all elements of a group in one part: pictures of one patient, sentences of
   * one text. The parts are as near to the fractions as the groups allow.
   *
   * @throws ArgumentException also if there are fewer groups than parts
   */
  default List<Dataset<E>> grouped(Rng rng, Function<? super E, ?> groupOf, double... fractions) {
    return Split.grouped(this, rng, groupOf, fractions);
  }
}
