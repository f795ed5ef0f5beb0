package io.cotangent.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A call of {@link Predictor#predict}, from its beginning to its answer or its error. */
@Name("io.cotangent.Prediction")
@Label("Prediction")
@Category("Cotangent")
@StackTrace(false)
final class RequestEvent extends Event {
  @Label("Rows")
  int rows;

  @Label("Batch size")
  @Description("Rows of the batch that answered the call, its own among them; 0 without an answer")
  int batchSize;

  @Label("Queue time")
  @Description("How long the call waited to be joined")
  @Timespan(Timespan.NANOSECONDS)
  long queueTime;
}
