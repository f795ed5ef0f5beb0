package io.cotangent.autograd;

import io.cotangent.AnomalyException;
import io.cotangent.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The check of anomaly mode: a rule must not make NaN. */
final class Anomaly {
  private Anomaly() {}

  /** Checks what a node's rule made of a cotangent, in a step of the backward pass. */
  static void check(Node node, int step, Tensor cotangent, @Nullable Tensor[] made) {
    for (int i = 0; i < made.length; i++) {
      Tensor g = made[i];
      Node input = node.input(i);
      if (g == null || input == null || !hasNan(g)) {
        continue;
      }
      Throwable forward =
          Objects.requireNonNullElseGet(
              node.origin,
              () -> new Throwable("the forward call ran outside of detectAnomaly: no trace"));
      throw new AnomalyException(
          "backward: "
              + node.label()
              + " gave NaN as the gradient of its input "
              + i
              + " "
              + input.shape()
              + ", in step "
              + step
              + " of the pass, from a cotangent "
              + cotangent.shape()
              + (hasNan(cotangent) ? " that has NaN itself" : " without NaN")
              + "; the cause is a trace of the forward call",
          forward);
    }
  }

  private static boolean hasNan(Tensor t) {
    return Tape.untracked(() -> t.detach().isNan().any().toLongs()[0] != 0);
  }
}
