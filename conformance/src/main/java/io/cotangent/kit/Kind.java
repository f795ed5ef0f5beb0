package io.cotangent.kit;

import java.util.Locale;

/** What a check compares. */
public enum Kind {
  /** Values against the oracle, in every layout and type. */
  FORWARD,
  /** Inputs are what they were, after forward and backward. */
  INTACT,
  /** Gradients against the oracle's, in both floating-point types. */
  GRADIENT,
  /** Gradients of order 1 and 2, of elementwise operations 3, against differences in F64. */
  DIFFERENCES,
  /** Kernels against decompositions, values and gradients. */
  KERNEL,
  /** Sizes below, at and above the lengths at which kernels change their ways; nothing, 0-d. */
  SIZES,
  /** NaN, infinities, zeros of both signs, ties, huge and tiny numbers. */
  SPECIALS,
  /** Laws that hold whatever the numbers are. */
  IDENTITIES,
  /** Several threads at once give the bits that one gives. */
  THREADS,
  /** Random numbers are the known ones. */
  RANDOM,
  /** Every operation has a sample. */
  COVERAGE;

  /** The name in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
