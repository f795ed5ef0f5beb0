package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Elements one after another, where they cannot be had by index: lines of a large file, records
 * from a network. An epoch is one pass.
 *
 * @param <E> the elements' type
 */
@FunctionalInterface
public interface StreamingDataset<E> {
  /**
   * The elements of an epoch, the same ones in the same order whenever it is asked for. An iterator
   * that is {@link AutoCloseable} is closed when its epoch ends or is given up.
   */
  Iterator<E> elements(int epoch);

  /** What tells this data set from another, for the record of a run. */
  default String fingerprint() {
    return "a stream";
  }

  /** The same elements, with what tells them from others. */
  default StreamingDataset<E> named(String fingerprint) {
    StreamingDataset<E> source = this;
    return new StreamingDataset<>() {
      @Override
      public Iterator<E> elements(int epoch) {
        return source.elements(epoch);
      }

      @Override
      public String fingerprint() {
        return fingerprint;
      }
    };
  }

  private <F> StreamingDataset<F> derived(Function<Integer, Iterator<F>> elements) {
    StreamingDataset<F> made = elements::apply;
    return made.named(fingerprint());
  }

  /** Each element through a function. */
  default <F> StreamingDataset<F> map(Function<? super E, ? extends F> f) {
    return derived(
        epoch ->
            new Following<E, F>(elements(epoch)) {
              @Override
              protected @Nullable F find(Iterator<E> source) {
                return source.hasNext() ? f.apply(source.next()) : null;
              }
            });
  }

  /**
   * Each element through a function with random numbers: a function of a seed, the epoch and the
   * number of the element in the stream.
   *
   * @param rng gives the seed
   */
  default <F> StreamingDataset<F> map(RandomMap<? super E, ? extends F> f, Rng rng) {
    long seed = rng.split().key();
    return derived(
        epoch ->
            new Following<E, F>(elements(epoch)) {
              private int at;

              @Override
              protected @Nullable F find(Iterator<E> source) {
                return source.hasNext()
                    ? f.apply(source.next(), Randomness.of(seed, epoch, at++))
                    : null;
              }
            });
  }

  /** The elements that fulfil a condition. */
  default StreamingDataset<E> filter(Predicate<? super E> condition) {
    return derived(
        epoch ->
            new Following<E, E>(elements(epoch)) {
              @Override
              protected @Nullable E find(Iterator<E> source) {
                while (source.hasNext()) {
                  E e = source.next();
                  if (condition.test(e)) {
                    return e;
                  }
                }
                return null;
              }
            });
  }

  /**
   * The elements in a random order, as far as some of them at a time allow: each is drawn from
   * those waiting, and the next of the stream takes its place.
   *
   * @param waiting how many are held in memory
   * @param rng gives the seed; each epoch has an order of its own
   */
  default StreamingDataset<E> shuffled(int waiting, Rng rng) {
    if (waiting < 1) {
      throw new ArgumentException("shuffled: " + waiting + " waiting elements; pass 1 or more");
    }
    long seed = rng.split().key();
    return derived(
            epoch -> {
              Rng draws = Randomness.of(seed, epoch);
              List<E> held = new ArrayList<>();
              return new Following<E, E>(elements(epoch)) {
                @Override
                protected @Nullable E find(Iterator<E> source) {
                  while (held.size() < waiting && source.hasNext()) {
                    held.add(source.next());
                  }
                  if (held.isEmpty()) {
                    return null;
                  }
                  int i = draws.nextInt(held.size());
                  E drawn = held.get(i);
                  E last = held.remove(held.size() - 1);
                  if (i < held.size()) {
                    held.set(i, last);
                  }
                  return drawn;
                }
              };
            })
        .named(fingerprint() + ", shuffled under " + Long.toHexString(seed));
  }

  /**
   * An iterator over what is made of another one's elements.
   *
   * @param <E> what it takes
   * @param <F> what it gives
   */
  abstract class Following<E, F> implements Iterator<F>, AutoCloseable {
    private final Iterator<E> source;
    private @Nullable F next;

    Following(Iterator<E> source) {
      this.source = source;
    }

    /** The next element, null if there is none. */
    protected abstract @Nullable F find(Iterator<E> source);

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = find(source);
      }
      return next != null;
    }

    @Override
    public F next() {
      F r = hasNext() ? next : null;
      if (r == null) {
        throw new NoSuchElementException("no element is left");
      }
      next = null;
      return r;
    }

    @Override
    public void close() throws Exception {
      if (source instanceof AutoCloseable c) {
        c.close();
      }
    }
  }
}
