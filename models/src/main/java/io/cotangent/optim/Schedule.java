package io.cotangent.optim;

import io.cotangent.ArgumentException;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Learning rates step by step. A schedule is a value: {@link #at} depends on nothing but base rate
 * and step, so nothing of it needs saving.
 *
 * <pre>{@code
 * Schedule schedule = Schedule.warmup(500).then(Schedule.cosine(10_000));
 * for (int step = 0; ; step++) {
 *   optimizer.setLr(schedule, step);
 *   optimizer.step(loss().backward());
 * }
 * }</pre>
 *
 * <p>The clock is the optimizer's steps: step 0 is the first, and its rate is set before it. A
 * schedule of steps is asked with the number of the step instead.
 */
@FunctionalInterface
public interface Schedule {
  /** The rate of a step, from 0 on, for a base rate. */
  double at(double base, int step);

  /** After how many steps the rate changes no more; at most {@link Integer#MAX_VALUE}. */
  default int length() {
    return Integer.MAX_VALUE;
  }

  /**
   * This schedule to its end, then another, whose step 0 is the first after it.
   *
   * @throws ArgumentException if this one has no end; {@link #sequential} says where to cut
   */
  default Schedule then(Schedule next) {
    if (length() == Integer.MAX_VALUE) {
      throw new ArgumentException(
          "then: this schedule has no end; sequential(…) takes the step at which the next begins");
    }
    int begin = length();
    int end = (int) Math.min(Integer.MAX_VALUE, (long) begin + next.length());
    return new Ending(end, (base, s) -> s < begin ? at(base, s) : next.at(base, s - begin));
  }

  /** A schedule with an end, at whose rate it stays. */
  record Ending(int length, Schedule rates) implements Schedule {
    @Override
    public double at(double base, int step) {
      return rates.at(base, Math.min(step, length));
    }

    @Override
    public double onto(double rate, double base, int step) {
      return step > length ? rate : rates.onto(rate, base, step);
    }
  }

  /**
   * The rate of a step from 1 on that another schedule has left at {@code rate} where this one
   * alone would have had {@link #at at(base, step − 1)}; for {@link #chained}.
   */
  default double onto(double rate, double base, int step) {
    double before = at(base, step - 1);
    double now = at(base, step);
    return before != 0 ? rate * now / before : now == 0 ? rate : now;
  }

  /** The rates of steps 0 … n − 1. */
  default double[] rates(double base, int n) {
    if (n < 0) {
      throw new ArgumentException("rates: " + n + " steps; pass 0 or more");
    }
    double[] r = new double[n];
    Arrays.setAll(r, s -> at(base, s));
    return r;
  }

  private static void positive(String schedule, String what, double value) {
    if (!(value > 0)) {
      throw new ArgumentException(schedule + ": " + what + " " + value + " must be positive");
    }
  }

  private static void notNegative(String schedule, String what, double value) {
    if (!(value >= 0)) {
      throw new ArgumentException(schedule + ": " + what + " " + value + " must not be negative");
    }
  }

  /** The base rate reached in even steps, base/steps in the first; then base. */
  static Schedule warmup(int steps) {
    notNegative("warmup", "steps", steps);
    return new Ending(steps, (base, s) -> s < steps ? base * (s + 1) / steps : base);
  }

  /** base·f(step). */
  static Schedule lambda(IntToDoubleFunction factor) {
    return (base, s) -> base * factor.applyAsDouble(s);
  }

  /** base·factor for some steps, then base. */
  static Schedule constant(double factor, int steps) {
    notNegative("constant", "steps", steps);
    return new Ending(steps, (base, s) -> s < steps ? base * factor : base);
  }

  /** From base·start to base·end in even steps over some steps. */
  static Schedule linear(double start, double end, int steps) {
    positive("linear", "steps", steps);
    return new Ending(steps, (base, s) -> base * (start + (end - start) * s / steps));
  }

  /** base·γ^⌊step/size⌋. */
  static Schedule step(int size, double gamma) {
    positive("step", "size", size);
    return (base, s) -> base * StrictMath.pow(gamma, s / size);
  }

  /** base·γ^(milestones reached). */
  static Schedule multiStep(double gamma, int... milestones) {
    int[] at = milestones.clone();
    return (base, s) -> base * StrictMath.pow(gamma, Arrays.stream(at).filter(m -> m <= s).count());
  }

  /** base·γ^step. */
  static Schedule exponential(double gamma) {
    return (base, s) -> base * StrictMath.pow(gamma, s);
  }

  /** base·(1 − step/steps)^power, 0 from then on. */
  static Schedule polynomial(int steps, double power) {
    positive("polynomial", "steps", steps);
    return new Ending(steps, (base, s) -> base * StrictMath.pow(1 - (double) s / steps, power));
  }

  /** Along half a cosine from base to 0 in some steps, and 0 from then on. */
  static Schedule cosine(int steps) {
    return cosine(steps, 0);
  }

  /**
   * η_min + (base − η_min)·(1 + cos(π·step/steps))/2 (Loshchilov and Hutter 2017), η_min from the
   * end on.
   */
  static Schedule cosine(int steps, double least) {
    return new Ending(steps, cosineAnnealing(steps, least));
  }

  /**
   * {@link #cosine(int, double)} without an end, as PyTorch's {@code CosineAnnealingLR}: after a
   * period up again, and so on.
   */
  static Schedule cosineAnnealing(int period, double least) {
    positive("cosine", "steps", period);
    notNegative("cosine", "least", least);
    return new Cosine(period, least);
  }

  /** See {@link #cosineAnnealing}. */
  record Cosine(int period, double least) implements Schedule {
    private double height(int step) {
      return (1 + StrictMath.cos(Math.PI * step / period)) / 2;
    }

    @Override
    public double at(double base, int step) {
      return least + (base - least) * height(step);
    }

    @Override
    public double onto(double rate, double base, int step) {
      return (step - 1 - period) % (2 * period) == 0
          ? rate + (base - least) * (1 - StrictMath.cos(Math.PI / period)) / 2
          : least + (rate - least) * height(step) / height(step - 1);
    }
  }

  /**
   * {@link #cosine(int, double)} begun anew after a period, each period {@code factor} times as
   * long as the one before (Loshchilov and Hutter 2017).
   */
  static Schedule cosineRestarts(int period, int factor, double least) {
    positive("cosineRestarts", "period", period);
    positive("cosineRestarts", "factor", factor);
    return (base, s) -> {
      long length = period;
      long since = factor == 1 ? s % period : s;
      while (since >= length) {
        since -= length;
        length *= factor;
      }
      return least + (base - least) * (1 + StrictMath.cos(Math.PI * since / length)) / 2;
    };
  }

  /** How the peaks of {@link #cyclic} change. */
  enum Cycle {
    /** Not at all. */
    TRIANGULAR,
    /** Halved from cycle to cycle. */
    TRIANGULAR2,
    /** By γ every step. */
    EXP_RANGE
  }

  /** Up from one rate to another and down again, over and over (Smith 2017); no base rate. */
  static Schedule cyclic(double low, double high, int up, int down, Cycle mode, double gamma) {
    positive("cyclic", "up", up);
    positive("cyclic", "down", down);
    double total = (double) up + down;
    double ratio = up / total;
    return (base, s) -> {
      double cycle = Math.floor(1 + s / total);
      double x = 1 + s / total - cycle;
      double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
      double scale =
          switch (mode) {
            case TRIANGULAR -> 1;
            case TRIANGULAR2 -> 1 / StrictMath.pow(2, cycle - 1);
            case EXP_RANGE -> StrictMath.pow(gamma, s);
          };
      return low + (high - low) * height * scale;
    };
  }

  /**
   * One rise and one fall (Smith and Topin 2019) over some steps, at whose end it stays, with the
   * defaults of {@link OneCycle}; no base rate.
   */
  static Schedule oneCycle(double max, int steps) {
    return new OneCycle(max, steps);
  }

  /** Each schedule's change on top of those before it. */
  static Schedule chained(Schedule... schedules) {
    return new Chained(schedules.clone());
  }

  /** One schedule after another; schedule i + 1 begins, at its own step 0, at milestone i. */
  static Schedule sequential(Schedule[] schedules, int... milestones) {
    if (milestones.length != schedules.length - 1) {
      throw new ArgumentException(
          "sequential: "
              + schedules.length
              + " schedules take one milestone fewer, got "
              + milestones.length);
    }
    Schedule[] all = schedules.clone();
    int[] begins = milestones.clone();
    return (base, step) -> {
      int i = 0;
      while (i < begins.length && step >= begins[i]) {
        i++;
      }
      return all[i].at(base, step - (i == 0 ? 0 : begins[i - 1]));
    };
  }
}
