package io.cotangent.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A batch of calls that a {@link Predictor} joined; it lasts as long as they are computed. */
@Name("io.cotangent.JoinedBatch")
@Label("Joined predictions")
@Category("Cotangent")
@StackTrace(false)
final class JoinedBatchEvent extends Event {
  @Label("Batch size")
  int batchSize;

  @Label("Longest queue time")
  @Description("How long the first of the calls waited")
  @Timespan(Timespan.NANOSECONDS)
  long queueTime;
}
