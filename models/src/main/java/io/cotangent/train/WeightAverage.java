package io.cotangent.train;

import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.io.DataFormatException;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The exponential moving average of a model's parameters, moved once a step of the optimizer: θ̄ ←
 * d·θ̄ + (1 − d)·θ, from the values that the parameters have at first (Polyak and Juditsky 1992).
 */
final class WeightAverage {
  private final Module model;
  private final double decay;
  private final Map<String, Tensor> average = new LinkedHashMap<>();

  WeightAverage(Module model, double decay) {
    this.model = model;
    this.decay = decay;
    average.putAll(values());
  }

  private Map<String, Tensor> values() {
    Map<String, Tensor> r = new LinkedHashMap<>();
    model.leaves().forEach((n, p) -> r.put(n, copy(p.leaf().detach())));
    return r;
  }

  private static Tensor copy(Tensor t) {
    return Scope.outside(t::copy);
  }

  void move() {
    model
        .leaves()
        .forEach(
            (n, p) ->
                average.computeIfPresent(
                    n,
                    (name, a) ->
                        Scope.outside(
                            () -> a.times(decay).plus(p.leaf().detach().times(1 - decay)))));
  }

  /** The averages by dotted name. */
  Map<String, Tensor> stateDict() {
    return average;
  }

  /**
   * Holds the averages of a file against the model.
   *
   * @throws DataFormatException if they are not those of its parameters
   */
  void check(Map<String, Tensor> values) {
    if (!values.keySet().equals(average.keySet())) {
      throw new DataFormatException(
          "averaged weights: saved are " + values.keySet() + ", the model has " + average.keySet());
    }
    values.forEach(this::requireLike);
  }

  /** Takes averages that were {@linkplain #check checked}. */
  void load(Map<String, Tensor> values) {
    values.forEach((n, t) -> average.put(n, copy(t)));
  }

  private void requireLike(String name, Tensor saved) {
    Tensor own = average.get(name);
    if (own != null && (!own.shape().equals(saved.shape()) || own.dtype() != saved.dtype())) {
      throw new DataFormatException(
          "averaged weights: "
              + name
              + " is "
              + saved.dtype()
              + " "
              + saved.shape()
              + " in the file, "
              + own.dtype()
              + " "
              + own.shape()
              + " in the model");
    }
  }

  /** Runs code while the parameters have the averages as values. */
  <T> T during(Supplier<T> work) {
    Map<String, Tensor> trained = values();
    set(average);
    try {
      return work.get();
    } finally {
      set(trained);
    }
  }

  private void set(Map<String, Tensor> values) {
    Map<String, Parameter> parameters = model.leaves();
    values.forEach(
        (n, t) -> {
          Parameter p = parameters.get(n);
          if (p != null) {
            p.set(t);
          }
        });
  }
}
