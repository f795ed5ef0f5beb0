package io.cotangent;

import java.util.Arrays;

/**
 * A list of integers: the axes, steps or paddings of an operation. Immutable, and compared by
 * value, unlike an array. Lengths of axes are a {@link Shape}.
 */
public final class Ints {
  private final int[] values;

  private Ints(int[] values) {
    this.values = values;
  }

  /** A list of a copy of these values. */
  public static Ints of(int... values) {
    return new Ints(values.clone());
  }

  /** A list of one value, repeated. */
  public static Ints filled(int size, int value) {
    int[] r = new int[size];
    Arrays.fill(r, value);
    return new Ints(r);
  }

  /** How many values there are. */
  public int size() {
    return values.length;
  }

  /** The value at an index, which counts from 0. */
  public int get(int index) {
    return values[index];
  }

  /**
   * One value for each of {@code n} axes: these, or a single one for all.
   *
   * @throws ArgumentException if there are neither 1 nor {@code n}; {@code what} names them
   */
  public Ints perAxis(String what, int n) {
    if (values.length == n) {
      return this;
    }
    if (values.length != 1) {
      throw new ArgumentException(
          what + " " + this + " must be one number, or one for each of " + n + " axes");
    }
    return filled(n, values[0]);
  }

  /** A copy of the values. */
  public int[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object o) {
    return this == o || (o instanceof Ints i && Arrays.equals(values, i.values));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** As {@code [1, 2]}. */
  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
