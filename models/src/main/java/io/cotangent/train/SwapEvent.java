package io.cotangent.train;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A {@link Predictor#swap}: how long it took to copy the other model and put it in place. */
@Name("io.cotangent.ModelSwap")
@Label("Model swap")
@Category("Cotangent")
@StackTrace(false)
final class SwapEvent extends Event {}
