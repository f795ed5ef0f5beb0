package io.cotangent.optim;

import org.jspecify.annotations.Nullable;

/** Schedules on top of each other: each changes the rate that those before it have left. */
final class Chained implements Schedule {
  /** The rate of a step, from which those of later ones follow. */
  private record Known(double base, int step, double rate) {}

  private final Schedule[] schedules;

  // Only saves time: a step's rate is the same from wherever the recurrence goes on.
  private volatile @Nullable Known known;

  Chained(Schedule[] schedules) {
    this.schedules = schedules;
  }

  @Override
  public double at(double base, int step) {
    Known from = known;
    if (from == null || from.base != base || from.step > step) {
      from = new Known(base, 0, first(base));
    }
    double rate = from.rate;
    for (int s = from.step + 1; s <= step; s++) {
      for (Schedule schedule : schedules) {
        rate = schedule.onto(rate, base, s);
      }
    }
    known = new Known(base, step, rate);
    return rate;
  }

  private double first(double base) {
    double rate = base;
    for (Schedule s : schedules) {
      rate = base == 0 ? 0 : rate * (s.at(base, 0) / base);
    }
    return rate;
  }
}
