package io.cotangent.autograd;

import io.cotangent.GradientException;
import io.cotangent.Tensor;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What users have hung on a node to see, or change, the cotangent on its way. */
final class Hooks {
  private Hooks() {}

  /**
   * The cotangent as the node's hooks leave it.
   *
   * @param temporary whether its memory ends with the pass: the hooks get a copy, which they may
   *     keep
   * @throws GradientException if a hook gives null, or a cotangent of another shape or type
   */
  static Tensor run(Node node, Tensor cotangent, boolean temporary) {
    return Memory.outsideArenas(
        () -> {
          Tensor seen = temporary ? cotangent.copy() : cotangent;
          Tensor g = seen;
          for (UnaryOperator<Tensor> hook : Objects.requireNonNull(node.hooks)) {
            g = hook.apply(g);
            if (g == null) {
              throw new GradientException(
                  "hook: gave null for the cotangent "
                      + seen.dtype()
                      + seen.shape()
                      + " of "
                      + node.describe()
                      + "; it must give the cotangent that flows on, its argument to change nothing");
            }
            if (!g.shape().equals(seen.shape()) || g.dtype() != seen.dtype()) {
              throw new GradientException(
                  "hook: gave "
                      + g.dtype()
                      + g.shape()
                      + " for a cotangent "
                      + seen.dtype()
                      + seen.shape()
                      + " of "
                      + node.label());
            }
          }
          return g;
        });
  }
}
