package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;

/**
 * Labelled examples in memory: features as bytes 0 … 255, one example after another, and a class
 * each.
 *
 * @param name for people
 * @param features of all examples
 * @param example shape of one example
 * @param labels the classes, from 0 on
 */
public record Dataset(String name, byte[] features, Shape example, int[] labels) {
  public Dataset {
    if ((long) labels.length * example.size() != features.length) {
      throw new ArgumentException(
          "dataset "
              + name
              + ": "
              + features.length
              + " bytes do not hold "
              + labels.length
              + " examples of "
              + example.size());
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new ArgumentException(
            "dataset " + name + ": label " + labels[i] + " of example " + i + " is negative");
      }
    }
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /**
   * The first n examples, or all if there are fewer.
   *
   * @throws ArgumentException if n is negative
   */
  public Dataset first(int n) {
    if (n < 0) {
      throw new ArgumentException("first: " + n + " must not be negative");
    }
    int m = Math.min(n, size());
    return new Dataset(
        name,
        java.util.Arrays.copyOf(features, m * example.size()),
        example,
        java.util.Arrays.copyOf(labels, m));
  }
}
