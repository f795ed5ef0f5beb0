package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a recurrent layer: in which order they run, and for which sequences of a batch.
 *
 * @param x whose first axis has the steps
 * @param lengths I64 [N], or null where all sequences run through all steps
 */
record Steps(Tensor x, boolean reverse, @Nullable Tensor lengths) {
  int count() {
    return x.dim(0);
  }

  /** The steps in the order in which they run. */
  int[] forward() {
    return order(!reverse);
  }

  /** The steps in the order in which cotangents flow. */
  int[] backward() {
    return order(reverse);
  }

  private int[] order(boolean ascending) {
    int[] r = new int[count()];
    for (int i = 0; i < r.length; i++) {
      r[i] = ascending ? i : r.length - 1 - i;
    }
    return r;
  }

  int first() {
    return reverse ? count() - 1 : 0;
  }

  /** The step that runs before another. */
  int before(int t) {
    return reverse ? t + 1 : t - 1;
  }

  /** The rows of one tensor [N, …] for sequences that have step t, of the other for the rest. */
  Tensor running(int t, Tensor yes, Tensor no) {
    return lengths == null ? yes : lengths.gt(t).unsqueeze(1).where(yes, no);
  }

  /**
   * Checks the inputs of a layer.
   *
   * @param gates parts of a row of x
   * @param fits whether what else there is has the shapes that it must have
   * @throws ShapeException if they do not fit
   */
  static void check(String op, int gates, Tensor x, Tensor w, Tensor h, boolean fits) {
    boolean ranks = x.rank() == 3 && w.rank() == 2 && h.rank() == 2;
    if (!ranks
        || !fits
        || x.dim(1) != h.dim(0)
        || x.dim(2) != gates * h.dim(1)
        || !w.shape().equals(Shape.of(x.dim(2), h.dim(1)))) {
      throw new ShapeException(
          "%s: takes x [T, N, %d·H], W [%d·H, H] and states [N, H], got %s, %s and %s"
              .formatted(op, gates, gates, x.shape(), w.shape(), h.shape()));
    }
  }

  /** The inputs of an operation, with lengths as the last one if there are any. */
  static Tensor[] inputs(@Nullable Tensor lengths, Tensor... in) {
    if (lengths == null) {
      return in;
    }
    Tensor[] r = Arrays.copyOf(in, in.length + 1);
    r[in.length] = lengths;
    return r;
  }

  /** Whether lengths, if given as input i, are one for each sequence. */
  static boolean fits(Tensor[] in, int i) {
    return in.length <= i
        || (in[i].dtype() == DType.I64 && in[i].shape().equals(Shape.of(in[0].dim(1))));
  }

  /** One index of the first axis. */
  static Tensor at(Tensor x, int index) {
    return x.slice(0, Slice.at(index));
  }

  /** The states [T, N, H] before each step, from the initial one and those after each step. */
  static Tensor before(Tensor initial, Tensor states, boolean reverse) {
    int n = states.dim(0);
    return reverse
        ? Tensor.concat(0, states.slice(0, Slice.of(1, n)), initial.unsqueeze(0))
        : Tensor.concat(0, initial.unsqueeze(0), states.slice(0, Slice.of(0, n - 1)));
  }

  /** Σ over steps and sequences of cotangent [T, N, G] ⊗ state [T, N, H]: [G, H], one product. */
  static Tensor weightGrad(Tensor cotangent, Tensor state) {
    Tensor g = cotangent.reshape(cotangent.dim(0) * cotangent.dim(1), cotangent.dim(2));
    Tensor h = state.reshape(state.dim(0) * state.dim(1), state.dim(2));
    return g.transpose(0, 1).matmul(h);
  }
}
