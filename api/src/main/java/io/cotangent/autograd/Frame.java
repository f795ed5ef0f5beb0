package io.cotangent.autograd;

import org.jspecify.annotations.Nullable;

/**
 * A module while it runs: its name, and the one that called it. The outermost has the empty path,
 * as PyTorch's root module has.
 *
 * @param module the module, for whoever wants more of it than its name
 */
public record Frame(@Nullable Frame outer, String name, Object module) {
  /** The dotted path from the outermost module, as {@code encoder.layers.0}. */
  public String path() {
    if (outer == null) {
      return "";
    }
    String before = outer.path();
    return before.isEmpty() ? name : before + "." + name;
  }
}
