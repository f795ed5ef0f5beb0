package io.cotangent.optim;

import io.cotangent.ArgumentException;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Learning rates epoch by epoch, epoch 0 before the first change. A schedule is a value: {@link
 * #at} depends on nothing but base rate and epoch.
 *
 * <pre>{@code
 * Schedule schedule = Schedule.cosine(50, 0);
 * optimizer.setLr(schedule.at(0.1, epoch));
 * }</pre>
 */
@FunctionalInterface
public interface Schedule {
  /** The rate in an epoch, from 0 on, for a base rate. */
  double at(double base, int epoch);

  /**
   * The rate in an epoch from 1 on that another schedule has left at {@code rate} where this one
   * alone would have had {@link #at at(base, epoch − 1)}; for {@link #chained}.
   */
  default double onto(double rate, double base, int epoch) {
    double before = at(base, epoch - 1);
    double now = at(base, epoch);
    return before != 0 ? rate * now / before : now == 0 ? rate : now;
  }

  /** The rates of epochs 0 … n − 1. */
  default double[] rates(double base, int n) {
    if (n < 0) {
      throw new ArgumentException("rates: " + n + " epochs; pass 0 or more");
    }
    double[] r = new double[n];
    Arrays.setAll(r, e -> at(base, e));
    return r;
  }

  private static void positive(String schedule, String what, double value) {
    if (!(value > 0)) {
      throw new ArgumentException(schedule + ": " + what + " " + value + " must be positive");
    }
  }

  /** base·f(epoch). */
  static Schedule lambda(IntToDoubleFunction factor) {
    return (base, e) -> base * factor.applyAsDouble(e);
  }

  /** base·factor for some epochs, then base. */
  static Schedule constant(double factor, int epochs) {
    return (base, e) -> e < epochs ? base * factor : base;
  }

  /** From base·start to base·end in even steps over some epochs. */
  static Schedule linear(double start, double end, int epochs) {
    positive("linear", "epochs", epochs);
    return (base, e) -> base * (start + (end - start) * Math.min(e, epochs) / epochs);
  }

  /** base·γ^⌊epoch/size⌋. */
  static Schedule step(int size, double gamma) {
    positive("step", "size", size);
    return (base, e) -> base * StrictMath.pow(gamma, e / size);
  }

  /** base·γ^(milestones reached). */
  static Schedule multiStep(double gamma, int... milestones) {
    int[] at = milestones.clone();
    return (base, e) -> base * StrictMath.pow(gamma, Arrays.stream(at).filter(m -> m <= e).count());
  }

  /** base·γ^epoch. */
  static Schedule exponential(double gamma) {
    return (base, e) -> base * StrictMath.pow(gamma, e);
  }

  /** base·(1 − epoch/epochs)^power, 0 from then on. */
  static Schedule polynomial(int epochs, double power) {
    positive("polynomial", "epochs", epochs);
    return (base, e) -> base * StrictMath.pow(1 - (double) Math.min(e, epochs) / epochs, power);
  }

  /** η_min + (base − η_min)·(1 + cos(π·epoch/period))/2 (Loshchilov and Hutter 2017). */
  static Schedule cosine(int period, double least) {
    positive("cosine", "period", period);
    return new Cosine(period, least);
  }

  /** See {@link #cosine}. */
  record Cosine(int period, double least) implements Schedule {
    private double height(int epoch) {
      return (1 + StrictMath.cos(Math.PI * epoch / period)) / 2;
    }

    @Override
    public double at(double base, int epoch) {
      return least + (base - least) * height(epoch);
    }

    @Override
    public double onto(double rate, double base, int epoch) {
      return (epoch - 1 - period) % (2 * period) == 0
          ? rate + (base - least) * (1 - StrictMath.cos(Math.PI / period)) / 2
          : least + (rate - least) * height(epoch) / height(epoch - 1);
    }
  }

  /**
   * {@link #cosine} begun anew after a period, each period {@code factor} times as long as the one
   * before (Loshchilov and Hutter 2017).
   */
  static Schedule cosineRestarts(int period, int factor, double least) {
    positive("cosineRestarts", "period", period);
    positive("cosineRestarts", "factor", factor);
    return (base, e) -> {
      long length = period;
      long since = factor == 1 ? e % period : e;
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
    /** By γ every epoch. */
    EXP_RANGE
  }

  /** Up from one rate to another and down again, over and over (Smith 2017); no base rate. */
  static Schedule cyclic(double low, double high, int up, int down, Cycle mode, double gamma) {
    positive("cyclic", "up", up);
    positive("cyclic", "down", down);
    double total = (double) up + down;
    double ratio = up / total;
    return (base, e) -> {
      double cycle = Math.floor(1 + e / total);
      double x = 1 + e / total - cycle;
      double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
      double scale =
          switch (mode) {
            case TRIANGULAR -> 1;
            case TRIANGULAR2 -> 1 / StrictMath.pow(2, cycle - 1);
            case EXP_RANGE -> StrictMath.pow(gamma, e);
          };
      return low + (high - low) * height * scale;
    };
  }

  /**
   * One rise and one fall (Smith and Topin 2019): from max/divisor to max, down to max/divisor and
   * on to max/(divisor·final), where it stays after the last epoch; no base rate.
   *
   * @param rise fraction of the epochs in which the rate rises
   * @param cosine whether along a cosine, or else a straight line
   * @param threePhase whether it falls to where it began, as long as it rose, before the last phase
   */
  record OneCycle(
      double max,
      int epochs,
      double rise,
      boolean cosine,
      double divisor,
      double finalDivisor,
      boolean threePhase)
      implements Schedule {
    /** Rises for 30 % of the epochs from max/25, ends at max/250,000. */
    public OneCycle(double max, int epochs) {
      this(max, epochs, 0.3, true, 25, 1e4, false);
    }

    /** Checks the settings. */
    public OneCycle {
      positive("oneCycle", "max", max);
      positive("oneCycle", "epochs", epochs);
      positive("oneCycle", "divisor", divisor);
      positive("oneCycle", "finalDivisor", finalDivisor);
      if (!(rise >= 0 && rise <= 1)) {
        throw new ArgumentException("oneCycle: rise " + rise + " is outside [0, 1]");
      }
    }

    @Override
    public double at(double base, int epoch) {
      double start = max / divisor;
      return along(epoch, start, max, start, start / finalDivisor);
    }

    /** The momentum, which falls where the rate rises. */
    public double momentum(double low, double high, int epoch) {
      return along(epoch, high, low, high, high);
    }

    private double along(int at, double start, double top, double middle, double end) {
      int epoch = Math.min(at, epochs - 1);
      double up = rise * epochs - 1;
      double down = threePhase ? 2 * rise * epochs - 2 : epochs - 1;
      if (epoch <= up) {
        return between(start, top, epoch, up);
      } else if (!threePhase) {
        return between(top, end, epoch - up, down - up);
      } else if (epoch <= down) {
        return between(top, middle, epoch - up, down - up);
      }
      return between(middle, end, epoch - down, epochs - 1 - down);
    }

    /** The rate some epochs into a phase; a phase of no length is at its end. */
    private double between(double from, double to, double since, double length) {
      double part = length > 0 ? since / length : 1;
      return cosine
          ? to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * part))
          : from + (to - from) * part;
    }
  }

  /** Each schedule's change on top of those before it. */
  static Schedule chained(Schedule... schedules) {
    Schedule[] all = schedules.clone();
    return (base, epoch) -> {
      double rate = base;
      for (Schedule s : all) {
        rate *= s.at(base, 0) / base;
      }
      for (int e = 1; e <= epoch; e++) {
        for (Schedule s : all) {
          rate = s.onto(rate, base, e);
        }
      }
      return rate;
    };
  }

  /** One schedule after another; schedule i + 1 begins, at its own epoch 0, at milestone i. */
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
    return (base, epoch) -> {
      int i = 0;
      while (i < begins.length && epoch >= begins[i]) {
        i++;
      }
      return all[i].at(base, epoch - (i == 0 ? 0 : begins[i - 1]));
    };
  }
}
