package io.cotangent.train;

import io.cotangent.io.JsonObject;
import io.cotangent.optim.ReduceOnPlateau;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lowers the learning rates when a metric stops getting better, after each epoch, by the rule of
 * {@link ReduceOnPlateau}; for runs without a schedule.
 */
public final class Plateau implements Callback {
  private final String metric;
  private final ReduceOnPlateau rule;

  /** Of a metric or loss of the run; the settings say whether smaller is better. */
  public Plateau(String metric, ReduceOnPlateau.Settings settings) {
    this.metric = metric;
    this.rule = new ReduceOnPlateau(settings);
  }

  @Override
  public void fitStarts(Run run) {
    run.isLargerBetter(metric); // refuses an unknown one before the first epoch
  }

  @Override
  public void epochEnds(Run run, History.Epoch epoch) {
    rule.after(run.optimizer(), epoch.get(metric));
  }

  @Override
  public Map<String, Object> state() {
    ReduceOnPlateau.State s = rule.state();
    Map<String, Object> r = new LinkedHashMap<>();
    r.put("best", s.best());
    r.put("bad", s.bad());
    r.put("cooling", s.cooling());
    return r;
  }

  @Override
  public void load(JsonObject state) {
    rule.load(
        new ReduceOnPlateau.State(
            state.getDouble("best"), state.getInt("bad"), state.getInt("cooling")));
  }
}
