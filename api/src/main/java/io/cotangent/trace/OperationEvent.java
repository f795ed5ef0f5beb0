package io.cotangent.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * One operation, as JDK Flight Recorder and its tools show it, while a {@link Profile} is taken.
 */
@Name("io.cotangent.Operation")
@Label("Tensor operation")
@Category("Cotangent")
@StackTrace(false)
final class OperationEvent extends Event {
  @Label("Operation")
  String operation = "";

  @Label("Module")
  @Description("Dotted path of the module that called it")
  String module = "";

  @Label("Backward")
  boolean backward;

  @Label("Output bytes")
  long bytes;
}
