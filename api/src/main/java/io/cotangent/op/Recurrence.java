package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import java.util.Objects;
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
   * Long short-term memory, gates in the order i, f, g, o; see {@link LstmStep}. The hidden state
   * is multiplied by the projection if there is one.
   */
  public static final Cell LSTM =
      (x, s, w) -> {
        Tensor memory = Objects.requireNonNull(s.c);
        Tensor next = new LstmStep().of(x, s.h.linear(w.hidden, w.hiddenBias), memory);
        Tensor h = next.slice(0, Slice.at(0));
        Tensor c = next.slice(0, Slice.at(1));
        return new State(w.projection == null ? h : h.linear(w.projection, null), c);
      };

  /** Gated recurrent unit, gates in the order r, z, n; see {@link GruStep}. */
  public static final Cell GRU =
      (x, s, w) -> new State(new GruStep().of(x, s.h.linear(w.hidden, w.hiddenBias), s.h), null);

  /** One step of a cell on an input [N, in]. */
  public static State step(Cell cell, Tensor x, State state, Weights w) {
    return cell.step(x.linear(w.input, w.inputBias), state, w);
  }

  /** What a layer gives: the outputs [T, N, H] and the state after the last step. */
  public record Run(Tensor output, State last) {}

  /**
   * One direction of one layer over a sequence [T, N, in].
   *
   * @param lengths I64 [N], or null: what is beyond a sequence's length is not read, gives 0 and
   *     leaves the state
   * @param backward whether the steps run from the last to the first
   */
  public static Run run(
      Cell cell, Tensor x, State start, Weights w, @Nullable Tensor lengths, boolean backward) {
    @Nullable Tensor inside = lengths == null ? null : inside(x, lengths);
    Tensor read = inside == null ? x : inside.where(x, x.zerosLike());
    if (x.dim(0) > 0 && w.projection == null && cell == LSTM) {
      return lstm(read, start, w, lengths, inside, backward);
    } else if (x.dim(0) > 0 && cell == GRU) {
      return gru(read, start, w, lengths, inside, backward);
    }
    return stepwise(cell, read, start, w, inside, backward);
  }

  private static Run lstm(
      Tensor x,
      State start,
      Weights w,
      @Nullable Tensor lengths,
      @Nullable Tensor inside,
      boolean backward) {
    Tensor all = x.linear(w.input, sum(w.inputBias, w.hiddenBias));
    Tensor c = Objects.requireNonNull(start.c);
    Tensor states = new LstmSequence(backward).of(Steps.inputs(lengths, all, w.hidden, start.h, c));
    Tensor last = states.slice(1, Slice.at(backward ? 0 : x.dim(0) - 1));
    return new Run(
        masked(inside, Steps.at(states, 0)), new State(Steps.at(last, 0), Steps.at(last, 1)));
  }

  private static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
    if (a == null) {
      return b;
    }
    return b == null ? a : a.plus(b);
  }

  private static Run gru(
      Tensor x,
      State start,
      Weights w,
      @Nullable Tensor lengths,
      @Nullable Tensor inside,
      boolean backward) {
    Tensor all = x.linear(w.input, w.inputBias);
    Tensor bias =
        w.hiddenBias == null
            ? Tensor.zeros(x.backend(), w.hidden.dtype(), Shape.of(w.hidden.dim(0)))
            : w.hiddenBias;
    Tensor states =
        new GruSequence(backward).of(Steps.inputs(lengths, all, w.hidden, bias, start.h));
    State last = new State(Steps.at(states, backward ? 0 : x.dim(0) - 1), null);
    return new Run(masked(inside, states), last);
  }

  private static Run stepwise(
      Cell cell, Tensor x, State start, Weights w, @Nullable Tensor inside, boolean backward) {
    int steps = x.dim(0);
    Tensor[] outputs = new Tensor[steps];
    Tensor all = x.linear(w.input, w.inputBias);
    State s = start;
    for (int i = 0; i < steps; i++) {
      int t = backward ? steps - 1 - i : i;
      State next = cell.step(all.slice(0, Slice.at(t)), s, w);
      outputs[t] = next.h;
      if (inside != null) {
        Tensor runs = inside.slice(0, Slice.at(t));
        next =
            new State(
                runs.where(next.h, s.h),
                next.c == null || s.c == null ? null : runs.where(next.c, s.c));
      }
      s = next;
    }
    Tensor output =
        steps == 0 ? all.slice(2, Slice.until(start.h.dim(1))) : Tensor.stack(0, outputs);
    return new Run(masked(inside, output), s);
  }

  /** The outputs, 0 for what pads a sequence. */
  private static Tensor masked(@Nullable Tensor inside, Tensor output) {
    return inside == null ? output : inside.where(output, output.zerosLike());
  }

  /** [T, N, 1], true for the steps of each sequence, false for what pads it. */
  private static Tensor inside(Tensor x, Tensor lengths) {
    if (lengths.dtype() != DType.I64 || !lengths.shape().equals(Shape.of(x.dim(1)))) {
      throw new ShapeException(
          "recurrent: lengths must be I64 ["
              + x.dim(1)
              + "], one for each sequence, got "
              + lengths.dtype()
              + " "
              + lengths.shape());
    }
    Tensor step = Tensor.arange(x.backend(), DType.I64, x.dim(0)).reshape(x.dim(0), 1, 1);
    return step.lt(lengths.reshape(1, x.dim(1), 1));
  }
}
