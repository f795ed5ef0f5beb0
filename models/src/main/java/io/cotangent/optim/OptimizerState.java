package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The dictionary of an optimizer's state. */
final class OptimizerState {
  private OptimizerState() {}

  static Tensor number(double value) {
    return Tensor.scalar(DType.F64, value);
  }

  static Tensor get(Map<String, Tensor> state, String name) {
    return Objects.requireNonNull(state.get(name));
  }

  static String lr(int group) {
    return "groups." + group + ".lr";
  }

  /** A parameter's entries, without its name. */
  static Map<String, Tensor> under(String name, ParameterState s, Map<String, Tensor> state) {
    Map<String, Tensor> r = new LinkedHashMap<>();
    for (String entry : s.entries().keySet()) {
      Tensor t = state.get(name + "." + entry);
      if (t != null) {
        r.put(entry, t);
      }
    }
    return r;
  }

  /**
   * Whether a dictionary fits.
   *
   * @throws ArgumentException if not, listing all that is wrong
   */
  static void check(Map<String, Tensor> state, Map<String, ParameterState> states, int groups) {
    Map<String, Shape> expected = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    for (int i = 0; i < groups; i++) {
      expected.put(lr(i), Shape.SCALAR);
      required.add(lr(i));
    }
    states.forEach(
        (name, s) -> {
          boolean begun = !under(name, s, state).isEmpty();
          s.entries()
              .forEach(
                  (entry, shape) -> {
                    expected.put(name + "." + entry, shape);
                    if (begun) {
                      required.add(name + "." + entry);
                    }
                  });
        });
    List<String> unexpected = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    List<String> impossible = new ArrayList<>();
    state.forEach(
        (name, t) -> {
          Shape shape = expected.get(name);
          if (shape == null) {
            unexpected.add(name);
          } else if (!shape.equals(t.shape())) {
            misshapen.add(name + " is " + t.shape() + ", must be " + shape);
          } else if (name.endsWith("." + ParameterState.STEP) && !(t.item() >= 1)) {
            impossible.add(name + " is " + t.item() + ", must be 1 or more");
          } else if (name.startsWith("groups.") && name.endsWith(".lr") && !isRate(t.item())) {
            impossible.add(name + " is " + t.item() + ", must be finite and 0 or more");
          }
        });
    required.removeAll(state.keySet());
    if (!(required.isEmpty()
        && unexpected.isEmpty()
        && misshapen.isEmpty()
        && impossible.isEmpty())) {
      throw new ArgumentException(
          "load: the state does not fit the optimizer, which is left as it was"
              + part("missing", required)
              + part("unexpected", unexpected)
              + part("of another shape", misshapen)
              + part("impossible", impossible));
    }
  }

  private static boolean isRate(double lr) {
    return lr >= 0 && lr < Double.POSITIVE_INFINITY;
  }

  private static String part(String what, Collection<String> names) {
    return names.isEmpty()
        ? ""
        : "; " + names.size() + " " + what + ": " + String.join(", ", names);
  }
}
