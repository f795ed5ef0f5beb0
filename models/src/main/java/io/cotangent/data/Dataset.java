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
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** The first n examples. */
  public Dataset first(int n) {
    int m = Math.min(n, size());
    return new Dataset(
        name,
        java.util.Arrays.copyOf(features, m * example.size()),
        example,
        java.util.Arrays.copyOf(labels, m));
  }
}
