package io.cotangent.op;

import io.cotangent.Slice;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The cells of recurrent networks, one step of one layer. Weights are [gates·H, in] and [gates·H,
 * H], biases [gates·H] or null; states [N, H].
 */
public final class Recurrence {
  private Recurrence() {}

  /** The weights of a cell. */
  public record Weights(
      Tensor input,
      Tensor hidden,
      @Nullable Tensor inputBias,
      @Nullable Tensor hiddenBias,
      @Nullable Tensor projection) {
    /** Without projection. */
    public Weights(
        Tensor input, Tensor hidden, @Nullable Tensor inputBias, @Nullable Tensor hiddenBias) {
      this(input, hidden, inputBias, hiddenBias, null);
    }
  }

  /** h and, for an LSTM, c. */
  public record State(Tensor h, @Nullable Tensor c) {}

  /** One step from a state; what comes of the input is computed for all steps at once before. */
  @FunctionalInterface
  public interface Cell {
    /** The next state from {@code fromInput} = x·W_ihᵀ + b_ih, [N, gates·H]. */
    State step(Tensor fromInput, State state, Weights w);
  }

  /** φ(W_ih·x + b_ih + W_hh·h + b_hh), φ = tanh (Elman 1990). */
  public static final Cell TANH =
      (x, s, w) -> new State(x.plus(s.h.linear(w.hidden, w.hiddenBias)).tanh(), null);

  /** As {@link #TANH} with φ = relu. */
  public static final Cell RELU =
      (x, s, w) -> new State(x.plus(s.h.linear(w.hidden, w.hiddenBias)).relu(), null);

  /**
   * Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000), gates in the order
   * i, f, g, o: c′ = σ(f)·c + σ(i)·tanh(g); h′ = σ(o)·tanh(c′), times the projection if there is
   * one.
   */
  public static final Cell LSTM =
      (x, s, w) -> {
        Tensor[] gate = gates(x.plus(s.h.linear(w.hidden, w.hiddenBias)), 4);
        Tensor memory = java.util.Objects.requireNonNull(s.c);
        Tensor c = gate[1].sigmoid().times(memory).plus(gate[0].sigmoid().times(gate[2].tanh()));
        Tensor h = gate[3].sigmoid().times(c.tanh());
        return new State(w.projection == null ? h : h.linear(w.projection, null), c);
      };

  /**
   * Gated recurrent unit (Cho et al. 2014), gates in the order r, z, n: n = tanh(xₙ + r·hₙ), h′ =
   * (1 − z)·n + z·h.
   */
  public static final Cell GRU =
      (x, s, w) -> {
        Tensor[] a = gates(x, 3);
        Tensor[] b = gates(s.h.linear(w.hidden, w.hiddenBias), 3);
        Tensor r = a[0].plus(b[0]).sigmoid();
        Tensor z = a[1].plus(b[1]).sigmoid();
        Tensor n = a[2].plus(r.times(b[2])).tanh();
        return new State(n.plus(z.times(s.h.minus(n))), null);
      };

  private static Tensor[] gates(Tensor x, int n) {
    return x.split(x.dim(-1) / n, -1);
  }

  /** One step of a cell on an input [N, in]. */
  public static State step(Cell cell, Tensor x, State state, Weights w) {
    return cell.step(x.linear(w.input, w.inputBias), state, w);
  }

  /** What a layer gives: the outputs [T, N, H] and the state after the last step. */
  public record Run(Tensor output, State last) {}

  /**
   * One direction of one layer over a sequence [T, N, in].
   *
   * @param lengths I64 [N], or null: steps beyond a sequence's length give 0 and leave its state
   * @param backward whether the steps run from the last to the first
   */
  public static Run run(
      Cell cell, Tensor x, State start, Weights w, @Nullable Tensor lengths, boolean backward) {
    int steps = x.dim(0);
    Tensor[] outputs = new Tensor[steps];
    Tensor all = x.linear(w.input, w.inputBias);
    State s = start;
    for (int i = 0; i < steps; i++) {
      int t = backward ? steps - 1 - i : i;
      State next = cell.step(all.slice(0, Slice.at(t)), s, w);
      outputs[t] = next.h;
      if (lengths != null) {
        Tensor runs = lengths.gt(t).unsqueeze(1);
        outputs[t] = runs.where(next.h, next.h.zerosLike());
        next =
            new State(
                runs.where(next.h, s.h),
                next.c == null || s.c == null ? null : runs.where(next.c, s.c));
      }
      s = next;
    }
    return new Run(
        steps == 0 ? all.slice(2, Slice.until(start.h.dim(1))) : Tensor.stack(0, outputs), s);
  }
}
