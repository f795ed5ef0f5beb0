package io.cotangent.data;

import io.cotangent.random.Rng;

/**
 * A function with random numbers of its own for each element, as an augmentation is.
 *
 * @param <E> what it takes
 * @param <F> what it gives
 */
@FunctionalInterface
public interface RandomMap<E, F> {
  /** The element's image; all that is random comes from the stream. */
  F apply(E element, Rng rng);

  /** This map, then another, on one stream. */
  default <G> RandomMap<E, G> then(RandomMap<? super F, ? extends G> next) {
    return (e, rng) -> next.apply(apply(e, rng), rng);
  }
}
