package io.cotangent.nn;

import io.cotangent.op.Pooling;
import org.jspecify.annotations.Nullable;

/**
 * Settings of average pooling, immutable: {@code a -> a.stride(2).padding(1).countPadding(false)}.
 *
 * @param pooling windows, steps and padding
 * @param countPadding whether padding counts in the number that a sum is divided by
 * @param divisor what sums are divided by instead, null for the number of elements
 */
public record AvgPoolSettings(Pooling pooling, boolean countPadding, @Nullable Double divisor) {
  /** With other steps between windows, one for all axes or one an axis. */
  public AvgPoolSettings stride(int... steps) {
    return new AvgPoolSettings(pooling.stride(steps), countPadding, divisor);
  }

  /** With zeros on both sides, one for all axes or one an axis. */
  public AvgPoolSettings padding(int... elements) {
    return new AvgPoolSettings(pooling.padding(elements), countPadding, divisor);
  }

  /** With windows at the end that reach beyond it, or without. */
  public AvgPoolSettings ceil(boolean on) {
    return new AvgPoolSettings(pooling.ceil(on), countPadding, divisor);
  }

  /** With padding counted or not. */
  public AvgPoolSettings countPadding(boolean on) {
    return new AvgPoolSettings(pooling, on, divisor);
  }

  /** With sums divided by a number. */
  public AvgPoolSettings divisor(double instead) {
    return new AvgPoolSettings(pooling, countPadding, instead);
  }
}
