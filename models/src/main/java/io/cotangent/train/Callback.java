package io.cotangent.train;

import io.cotangent.Gradients;
import io.cotangent.io.JsonObject;
import java.nio.file.Path;
import java.util.Map;

/**
 * Is called at each stage of a training run, in the order in which callbacks were given; {@link
 * Run#stop} ends the run after the stage. What a callback throws ends it at once.
 *
 * <p>Clocks: a step is a step of the optimizer, whatever the number of micro-batches in it.
 */
public interface Callback {
  /** The name under which its state is saved. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** The run begins, or goes on; its state is restored. */
  default void fitStarts(Run run) {}

  /** An epoch begins, or goes on in its middle. */
  default void epochStarts(Run run) {}

  /** A step begins. */
  default void stepStarts(Run run) {}

  /** A micro-batch's loss is computed: {@link Run#loss}. */
  default void lossComputed(Run run) {}

  /**
   * The gradients of a step are complete: averaged over its micro-batches, finite and clipped.
   *
   * @return those that the optimizer steps against
   */
  default Gradients gradients(Run run, Gradients gradients) {
    return gradients;
  }

  /** The optimizer has made its step. */
  default void stepEnds(Run run) {}

  /** Validation begins. */
  default void validationStarts(Run run) {}

  /** Validation is over; {@code metrics} are those of its data. */
  default void validationEnds(Run run, Map<String, Double> metrics) {}

  /** An epoch is over, and validated. */
  default void epochEnds(Run run, History.Epoch epoch) {}

  /** A checkpoint is written. */
  default void checkpointWritten(Run run, Path folder) {}

  /** The run has ended in an exception, which is thrown on. */
  default void fitFails(Run run, Throwable cause) {}

  /** The run is over, to its end or stopped. */
  default void fitEnds(Run run) {}

  /** What a checkpoint saves of it: strings, numbers, booleans, lists and maps of them. */
  default Map<String, Object> state() {
    return Map.of();
  }

  /** Goes on from a state. */
  default void load(JsonObject state) {}
}
