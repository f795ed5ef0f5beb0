package io.cotangent.kit;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Numbers that F32 holds exactly, on the oracle, so that both types compute with the same. */
final class Inputs {
  private final Backend oracle;

  Inputs(Backend oracle) {
    this.oracle = oracle;
  }

  /** A number in [0, 4096) that looks random. */
  private static int hash(int seed, int i) {
    int h = (i + 1) * 0x9E3779B1 + seed * 0x85EBCA77;
    h = (h ^ (h >>> 15)) * 0x2C1B3C6D;
    return (h ^ (h >>> 13)) >>> 20;
  }

  Tensor of(IntToDoubleFunction f, int... shape) {
    double[] v = new double[Shape.of(shape).size()];
    Arrays.setAll(v, f);
    return Tensor.of(oracle, v, Shape.of(shape));
  }

  /** Multiples of 1/1024 between bounds. */
  Tensor grid(int seed, double low, double high, int... shape) {
    return of(i -> Math.rint((low + (high - low) * hash(seed, i) / 4096) * 1024) / 1024, shape);
  }

  /** Whole numbers from {@code low} to below {@code high}. */
  Tensor whole(int seed, int low, int high, int... shape) {
    return of(i -> low + hash(seed, i) * (high - low) / 4096, shape);
  }

  /** As {@link #whole}, in I64. */
  Tensor index(int seed, int low, int high, int... shape) {
    long[] v = new long[Shape.of(shape).size()];
    Arrays.setAll(v, i -> low + hash(seed, i) * (high - low) / 4096);
    return Tensor.of(oracle, v, Shape.of(shape));
  }

  /** Booleans. */
  Tensor truths(int seed, int... shape) {
    boolean[] v = new boolean[Shape.of(shape).size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = hash(seed, i) % 2 == 0;
    }
    return Tensor.of(oracle, v, Shape.of(shape));
  }

  /**
   * Powers of two, of either sign, whose product stays between 1/16 and 16 however many there are:
   * products of them are exact in any order, and no factor can be left out.
   */
  Tensor factors(int... shape) {
    int[] powers = {1, 2, -1, -2, 1, -1, 2, -2};
    return of(i -> Math.scalb(hash(11, i) % 2 == 0 ? 1 : -1, powers[i % 8]), shape);
  }

  /** Ascending, so that the largest is the last and the smallest the first. */
  Tensor ramp(int... shape) {
    return of(i -> i / 1024.0 - 8, shape);
  }
}
