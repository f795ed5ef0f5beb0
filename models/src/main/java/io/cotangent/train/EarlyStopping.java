package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.io.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stops when a metric has not become better for some epochs in a row. NaN is never better. What it
 * has seen is saved with the run.
 */
public final class EarlyStopping implements Callback {
  private final String metric;
  private final int patience;
  private final double least;
  private double best = Double.NaN;
  private int bestEpoch;
  private int bad;

  /** Of a metric or loss of the run, after {@code patience} epochs without progress. */
  public EarlyStopping(String metric, int patience) {
    this(metric, patience, 0);
  }

  /**
   * As above.
   *
   * @param least by how much a value must be better than the best so far to count
   */
  public EarlyStopping(String metric, int patience, double least) {
    if (patience < 1 || !(least >= 0)) {
      throw new ArgumentException(
          "early stopping: patience "
              + patience
              + " must be 1 or more, least "
              + least
              + " 0 or more");
    }
    this.metric = metric;
    this.patience = patience;
    this.least = least;
  }

  @Override
  public void fitStarts(Run run) {
    run.isLargerBetter(metric); // refuses an unknown one before the first epoch
    if (run.step() == 0) {
      best = Double.NaN;
      bad = 0;
    }
  }

  @Override
  public void epochEnds(Run run, History.Epoch epoch) {
    double value = epoch.get(metric);
    boolean better =
        !Double.isNaN(value)
            && (Double.isNaN(best)
                || (run.isLargerBetter(metric) ? value > best + least : value < best - least));
    if (better) {
      best = value;
      bestEpoch = epoch.number();
      bad = 0;
    } else {
      bad++;
    }
    if (bad >= patience) {
      run.stop(
          "early stopping: "
              + metric
              + " has not become better for "
              + bad
              + " epochs"
              + (Double.isNaN(best) ? "" : "; the best was " + best + " in epoch " + bestEpoch));
    }
  }

  /** The best value so far, NaN before there is one. */
  public double best() {
    return best;
  }

  /** The number of the epoch with the best value, from 1 on. */
  public int bestEpoch() {
    return bestEpoch;
  }

  @Override
  public Map<String, Object> state() {
    Map<String, Object> r = new LinkedHashMap<>();
    r.put("best", best);
    r.put("best_epoch", bestEpoch);
    r.put("bad", bad);
    return r;
  }

  @Override
  public void load(JsonObject state) {
    best = state.getDouble("best");
    bestEpoch = state.getInt("best_epoch");
    bad = state.getInt("bad");
  }
}
