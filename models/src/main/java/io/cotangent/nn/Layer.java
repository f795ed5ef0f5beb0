package io.cotangent.nn;

import io.cotangent.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** A function of a tensor with parameters. A lambda is a layer without any. */
@FunctionalInterface
public interface Layer {
  /** The output for a batch; axis 0 counts the examples. */
  Tensor forward(Tensor x);

  /** The parameters by name, in a fixed order. */
  default Map<String, Parameter> parameters() {
    return Map.of();
  }

  /** The layers inside, by name, in the order in which they run. */
  default Map<String, Layer> children() {
    return Map.of();
  }

  /** Switches between training and evaluation, for layers that differ. */
  default void setTraining(boolean on) {
    children().values().forEach(c -> c.setTraining(on));
  }

  /** All parameters of this layer and those inside, under names like {@code 0.weight}. */
  default Map<String, Parameter> allParameters() {
    Map<String, Parameter> all = new LinkedHashMap<>(parameters());
    children()
        .forEach(
            (name, child) ->
                child.allParameters().forEach((inner, p) -> all.put(name + "." + inner, p)));
    return all;
  }

  /** One word or two for a summary. */
  default String describe() {
    return getClass().isSynthetic() || getClass().getSimpleName().isEmpty()
        ? "Function"
        : getClass().getSimpleName();
  }
}
