package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.function.Function;

/**
 * A value and its class.
 *
 * @param <T> the value's type
 * @param value what is to be classified
 * @param label the class, from 0 on
 */
public record Labeled<T>(T value, int label) {
  /** Checks the class. */
  public Labeled {
    if (label < 0) {
      throw new ArgumentException("labeled: class " + label + " is negative");
    }
  }

  /** A function of the value as one of labelled values. */
  public static <T, U> Function<Labeled<T>, Labeled<U>> map(Function<? super T, ? extends U> f) {
    return e -> new Labeled<>(f.apply(e.value), e.label);
  }

  /** A random function of the value as one of labelled values. */
  public static <T, U> RandomMap<Labeled<T>, Labeled<U>> map(RandomMap<? super T, ? extends U> f) {
    return (Labeled<T> e, Rng rng) -> new Labeled<>(f.apply(e.value, rng), e.label);
  }
}
