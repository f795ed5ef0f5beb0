package io.cotangent.optim;

import io.cotangent.ArgumentException;

/**
 * A learning rate that falls when a metric stops getting better: told the metric after each epoch,
 * it multiplies the rate by a factor once more than {@code patience} epochs in a row were not
 * better than the best.
 */
public final class ReduceOnPlateau {
  /**
   * Settings.
   *
   * @param smaller whether smaller is better
   * @param factor on the rate
   * @param patience epochs without progress that are borne
   * @param threshold by how much better counts
   * @param relative whether the threshold is a fraction of the best, or else a difference
   * @param cooldown epochs after a change that do not count
   * @param leastLr the rate does not fall below
   * @param epsilon changes smaller than this are not made
   */
  public record Settings(
      boolean smaller,
      double factor,
      int patience,
      double threshold,
      boolean relative,
      int cooldown,
      double leastLr,
      double epsilon) {
    /** Smaller is better, a tenth after 10 epochs, threshold 1e-4 of the best. */
    public static final Settings DEFAULT = new Settings(true, 0.1, 10, 1e-4, true, 0, 0, 1e-8);

    /** Checks the settings. */
    public Settings {
      if (!(factor > 0 && factor < 1)) {
        throw new ArgumentException("reduceOnPlateau: factor " + factor + " is outside (0, 1)");
      }
    }

    /** With larger metrics better, as for an accuracy. */
    public Settings larger() {
      return new Settings(false, factor, patience, threshold, relative, cooldown, leastLr, epsilon);
    }

    /** With another factor on the rate. */
    public Settings factor(double value) {
      return new Settings(
          smaller, value, patience, threshold, relative, cooldown, leastLr, epsilon);
    }

    /** With another patience. */
    public Settings patience(int value) {
      return new Settings(smaller, factor, value, threshold, relative, cooldown, leastLr, epsilon);
    }

    /** With another threshold, a fraction of the best or a difference. */
    public Settings threshold(double value, boolean isRelative) {
      return new Settings(smaller, factor, patience, value, isRelative, cooldown, leastLr, epsilon);
    }

    /** With other epochs after a change that do not count. */
    public Settings cooldown(int value) {
      return new Settings(smaller, factor, patience, threshold, relative, value, leastLr, epsilon);
    }

    /** With another least rate. */
    public Settings leastLr(double value) {
      return new Settings(smaller, factor, patience, threshold, relative, cooldown, value, epsilon);
    }
  }

  private final Settings settings;
  private double best;
  private int bad;
  private int cooling;

  /** With settings. */
  public ReduceOnPlateau(Settings settings) {
    this.settings = settings;
    best = settings.smaller ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  /** The rate after an epoch that ended with a metric, for the rate before. */
  public double next(double lr, double metric) {
    return falls(metric) ? reduced(lr) : lr;
  }

  /** Sets an optimizer's rates, group by group, after an epoch that ended with a metric. */
  public void after(Optimizer optimizer, double metric) {
    if (falls(metric)) {
      optimizer.groups().forEach(g -> g.setLr(reduced(g.lr())));
    }
  }

  /** Takes note of a metric; says whether the rate falls now. */
  private boolean falls(double metric) {
    if (isBetter(metric)) {
      best = metric;
      bad = 0;
    } else {
      bad++;
    }
    if (cooling > 0) {
      cooling--;
      bad = 0;
    }
    if (bad <= settings.patience) {
      return false;
    }
    cooling = settings.cooldown;
    bad = 0;
    return true;
  }

  private double reduced(double lr) {
    double reduced = Math.max(lr * settings.factor, settings.leastLr);
    return lr - reduced > settings.epsilon ? reduced : lr;
  }

  /**
   * All that it knows of the epochs so far.
   *
   * @param best the best metric
   * @param bad epochs in a row without progress
   * @param cooling epochs that will not count
   */
  public record State(double best, int bad, int cooling) {}

  /** What {@link #load} goes on from. */
  public State state() {
    return new State(best, bad, cooling);
  }

  /** Goes on from a state. */
  public void load(State state) {
    best = state.best;
    bad = state.bad;
    cooling = state.cooling;
  }

  private boolean isBetter(double metric) {
    double t = settings.threshold;
    if (settings.smaller) {
      return metric < (settings.relative ? best * (1 - t) : best - t);
    }
    return metric > (settings.relative ? best * (1 + t) : best + t);
  }
}
