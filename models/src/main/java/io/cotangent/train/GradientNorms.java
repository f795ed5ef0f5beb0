package io.cotangent.train;

import io.cotangent.Gradients;
import io.cotangent.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Notes the Euclidean norm of each parameter's gradient, every so many steps. */
public final class GradientNorms implements Callback {
  private final int every;
  private final Map<Long, Map<String, Double>> norms = new LinkedHashMap<>();

  /** Every so many steps. */
  public GradientNorms(int every) {
    if (every < 1) {
      throw new io.cotangent.ArgumentException(
          "gradient norms: every " + every + " steps; pass 1 or more");
    }
    this.every = every;
  }

  @Override
  public Gradients gradients(Run run, Gradients gradients) {
    if (run.step() % every == 0) {
      Map<String, Double> r = new LinkedHashMap<>();
      gradients.named(run.model()).forEach((n, g) -> r.put(n, g.size() == 0 ? 0 : norm(g)));
      norms.put(run.step(), r);
    }
    return gradients;
  }

  private static double norm(Tensor g) {
    return g.detach().norm(2).item();
  }

  /** The norms by parameter, by the number of the step, from 0 on. */
  public Map<Long, Map<String, Double>> norms() {
    return java.util.Collections.unmodifiableMap(norms);
  }
}
