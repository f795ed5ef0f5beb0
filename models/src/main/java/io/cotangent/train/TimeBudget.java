package io.cotangent.train;

import io.cotangent.io.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Stops a run when it has taken a time, what it took before an interruption included. */
public final class TimeBudget implements Callback {
  private final Duration most;
  private final InstantSource clock;
  private long before;
  private long start;

  /** With so much time. */
  public TimeBudget(Duration most) {
    this(most, InstantSource.system());
  }

  /** With a clock of one's own. */
  public TimeBudget(Duration most, InstantSource clock) {
    this.most = most;
    this.clock = clock;
    this.start = clock.millis();
  }

  @Override
  public void fitStarts(Run run) {
    start = clock.millis();
  }

  private long taken() {
    return before + clock.millis() - start;
  }

  @Override
  public void stepEnds(Run run) {
    if (taken() >= most.toMillis()) {
      run.stop("time budget: " + most + " are over");
    }
  }

  @Override
  public Map<String, Object> state() {
    return Map.of("millis", taken());
  }

  @Override
  public void load(JsonObject state) {
    before = state.getLong("millis");
  }
}
