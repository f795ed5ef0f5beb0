package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tensors by name, as the functional forms of large layers take them: {@code in_proj_weight},
 * {@code linear1.bias}. The names are PyTorch's.
 */
@FunctionalInterface
public interface Weights {
  /** The tensor of a name, null if there is none. */
  @Nullable Tensor find(String name);

  /** The tensor of a name. */
  default Tensor get(String name) {
    Tensor t = find(name);
    if (t == null) {
      throw new ArgumentException("weights: there is no " + name);
    }
    return t;
  }

  /** Those whose names begin with a prefix, without it. */
  default Weights under(String prefix) {
    return name -> find(prefix + name);
  }

  /** The values of parameters. */
  static Weights of(Map<String, Parameter> all) {
    return name -> {
      Parameter p = all.get(name);
      return p == null ? null : p.value();
    };
  }
}
