package io.cotangent.autograd;

import io.cotangent.AnomalyException;
import io.cotangent.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The checks of anomaly mode: neither an operation nor a rule may make NaN. */
final class Anomaly {
  private Anomaly() {}

  /** Checks that an operation did not make NaN of inputs without. */
  static void check(String label, Tensor[] in, Tensor out) {
    if (!hasNan(out)) {
      return;
    }
    StringBuilder shapes = new StringBuilder();
    for (Tensor x : in) {
      if (hasNan(x)) {
        return;
      }
      shapes.append(shapes.length() == 0 ? "" : ", ").append(x.shape());
    }
    Frame frame = Context.get().frame;
    throw new AnomalyException(
        "forward: "
            + label
            + " made NaN of inputs "
            + shapes
            + " without NaN"
            + in(frame)
            + "; the stack trace tells the line",
        null);
  }

  private static String in(@Nullable Frame frame) {
    String path = frame == null ? "" : frame.path();
    return path.isEmpty() ? "" : ", in module " + path;
  }

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
              + in(node.frame)
              + "; the cause is a trace of the forward call",
          forward);
    }
  }

  private static boolean hasNan(Tensor t) {
    if (!t.dtype().isFloat() || t.size() == 0) {
      return false;
    }
    Context c = Context.get();
    c.anomaly = false;
    try {
      return Tape.untracked(() -> t.detach().isNan().any().toLongs()[0] != 0);
    } finally {
      c.anomaly = true;
    }
  }
}
