package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The weights of a recurrent cell as parameters of a module, their names with a suffix. */
final class CellWeights {
  private CellWeights() {}

  /** New parameters, uniform in ±1/√H. */
  static void register(
      Module m, String suffix, int gates, int in, int hidden, RnnSettings s, Rng rng) {
    double bound = 1 / Math.sqrt(hidden);
    int rows = gates * hidden;
    int outputs = s.projection() > 0 ? s.projection() : hidden;
    add(m, "weight_ih" + suffix, rng.uniform(-bound, bound, rows, in));
    add(m, "weight_hh" + suffix, rng.uniform(-bound, bound, rows, outputs));
    if (s.bias()) {
      add(m, "bias_ih" + suffix, rng.uniform(-bound, bound, rows));
      add(m, "bias_hh" + suffix, rng.uniform(-bound, bound, rows));
    }
    if (s.projection() > 0) {
      add(m, "weight_hr" + suffix, rng.uniform(-bound, bound, outputs, hidden));
    }
  }

  private static void add(Module m, String name, Tensor initial) {
    Module.register(m, name, new Parameter(initial));
  }

  /** The parameter that x is multiplied by. */
  static Parameter first(Module m, String suffix) {
    return Objects.requireNonNull(m.ownParameters.get("weight_ih" + suffix));
  }

  /** The values. */
  static Recurrence.Weights of(Module m, String suffix) {
    return new Recurrence.Weights(
        first(m, suffix).value(),
        Objects.requireNonNull(value(m, "weight_hh" + suffix)),
        value(m, "bias_ih" + suffix),
        value(m, "bias_hh" + suffix),
        value(m, "weight_hr" + suffix));
  }

  private static @Nullable Tensor value(Module m, String name) {
    Parameter p = m.ownParameters.get(name);
    return p == null ? null : p.value();
  }
}
