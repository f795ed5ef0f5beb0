package io.cotangent.optim;

import io.cotangent.ArgumentException;

/**
 * One rise and one fall (Smith and Topin 2019): from max/divisor to max, down to max/divisor and on
 * to max/(divisor·final), where it stays; no base rate. A rise of a single step begins at max.
 *
 * @param max the highest rate
 * @param steps steps of the whole cycle
 * @param rise fraction of the steps in which the rate rises
 * @param cosine whether along a cosine, or else a straight line
 * @param divisor of max, for the first rate
 * @param finalDivisor of the first rate, for the last
 * @param threePhase whether it falls to where it began, as long as it rose, before the last phase
 */
public record OneCycle(
    double max,
    int steps,
    double rise,
    boolean cosine,
    double divisor,
    double finalDivisor,
    boolean threePhase)
    implements Schedule {
  @Override
  public int length() {
    return steps;
  }

  /** Rises for 30 % of the steps from max/25, ends at max/250,000. */
  public OneCycle(double max, int steps) {
    this(max, steps, 0.3, true, 25, 1e4, false);
  }

  /** Checks the settings. */
  public OneCycle {
    Check.positive("OneCycle", "max", max);
    Check.positive("OneCycle", "steps", steps);
    Check.positive("OneCycle", "divisor", divisor);
    Check.positive("OneCycle", "finalDivisor", finalDivisor);
    if (!(rise >= 0 && rise <= 1)) {
      throw new ArgumentException("OneCycle: rise " + rise + " is outside [0, 1]");
    }
  }

  @Override
  public double at(double base, int step) {
    double start = max / divisor;
    return along(step, start, max, start, start / finalDivisor);
  }

  /** The momentum, which falls where the rate rises. */
  public double momentum(double low, double high, int step) {
    return along(step, high, low, high, high);
  }

  private double along(int asked, double start, double top, double middle, double end) {
    int step = Math.min(asked, steps - 1);
    double up = rise * steps - 1;
    double down = threePhase ? 2 * rise * steps - 2 : steps - 1;
    if (step <= up) {
      return between(start, top, step, up);
    } else if (!threePhase) {
      return between(top, end, step - up, down - up);
    } else if (step <= down) {
      return between(top, middle, step - up, down - up);
    }
    return between(middle, end, step - down, steps - 1 - down);
  }

  /** The rate some steps into a phase; a phase of no length is at its end. */
  private double between(double from, double to, double since, double length) {
    double part = length > 0 ? since / length : 1;
    return cosine
        ? to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * part))
        : from + (to - from) * part;
  }
}
