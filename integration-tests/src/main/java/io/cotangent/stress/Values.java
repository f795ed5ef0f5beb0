package io.cotangent.stress;

import io.cotangent.Tensor;
import java.util.Arrays;

/** Checks of values that have one right answer, to the bit. */
final class Values {
  private Values() {}

  /**
   * All elements of what is written as a whole are equal.
   *
   * @throws TornValueException if they are not
   */
  static void whole(String what, float[] values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i] != values[0]) {
        throw new TornValueException(
            what + ": element 0 is " + values[0] + ", element " + i + " is " + values[i]);
      }
    }
  }

  /**
   * A result is what it was the first time.
   *
   * @throws TornValueException if it is not
   */
  static void same(String what, float[] expected, Tensor got) {
    float[] v = got.toFloats();
    int at = Arrays.mismatch(expected, v);
    if (at >= 0) {
      throw new TornValueException(
          what + ": element " + at + " is " + v[at] + " instead of " + expected[at]);
    }
  }
}
