package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;
import io.cotangent.op.Recurrence.Run;
import io.cotangent.op.Recurrence.State;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent networks of one or more layers, in one or both directions. As a {@link Layer} it takes
 * sequences [N, T, in] and gives the outputs [N, T, directions·H] from states of 0.
 *
 * <p>Weights of layer k: {@code weight_ih_l<k>} [gates·H, in], {@code weight_hh_l<k>} [gates·H, H],
 * {@code bias_ih_l<k>}, {@code bias_hh_l<k>} [gates·H], with {@code _reverse} behind for the other
 * direction; an LSTM with a projection has {@code weight_hr_l<k>} [P, H].
 */
public final class Recurrent extends Layer {
  private static final long serialVersionUID = 1;

  /** Which cell. */
  public enum Kind {
    /** φ(W·x + U·h + b) with φ = tanh. */
    TANH(Recurrence.TANH, 1),
    /** φ(W·x + U·h + b) with φ = relu. */
    RELU(Recurrence.RELU, 1),
    /** Long short-term memory. */
    LSTM(Recurrence.LSTM, 4),
    /** Gated recurrent unit. */
    GRU(Recurrence.GRU, 3);

    private final Recurrence.Cell cell;
    private final int gates;

    Kind(Recurrence.Cell cell, int gates) {
      this.cell = cell;
      this.gates = gates;
    }

    /** One step of the cell. */
    public Recurrence.Cell cell() {
      return cell;
    }
  }

  /**
   * What a network gives.
   *
   * @param output [T, N, directions·H]
   * @param h the last hidden states [layers·directions, N, H]
   * @param c the last memories of an LSTM, else null
   */
  public record Result(Tensor output, Tensor h, @Nullable Tensor c) {}

  private final Kind kind;
  private final int hidden;
  private final int layers;
  private final boolean bidirectional;

  /** Of one layer in one direction. */
  public Recurrent(Kind kind, int in, int hidden, Rng rng) {
    this(kind, in, hidden, 1, false, rng);
  }

  /** With layers and directions; weights begin uniform in ±1/√H. */
  public Recurrent(Kind kind, int in, int hidden, int layers, boolean bidirectional, Rng rng) {
    if (in < 1 || hidden < 1 || layers < 1) {
      throw new ArgumentException(
          "Recurrent: sizes must be positive, got in "
              + in
              + ", hidden "
              + hidden
              + ", layers "
              + layers);
    }
    this.kind = kind;
    this.hidden = hidden;
    this.layers = layers;
    this.bidirectional = bidirectional;
    int rows = kind.gates * hidden;
    double bound = 1 / Math.sqrt(hidden);
    for (int k = 0; k < layers; k++) {
      int width = k == 0 ? in : hidden * (bidirectional ? 2 : 1);
      for (String end : bidirectional ? new String[] {"", "_reverse"} : new String[] {""}) {
        String s = "_l" + k + end;
        parameter("weight_ih" + s, rng.uniform(-bound, bound, rows, width));
        parameter("weight_hh" + s, rng.uniform(-bound, bound, rows, hidden));
        parameter("bias_ih" + s, rng.uniform(-bound, bound, rows));
        parameter("bias_hh" + s, rng.uniform(-bound, bound, rows));
      }
    }
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() != 3) {
      throw new ShapeException("Recurrent: x must be [N, T, in], got " + x.shape());
    }
    requireType(x, parameters().get("weight_ih_l0"));
    Weights w = Weights.of(leaves());
    Tensor steps = x.transpose(0, 1);
    return run(kind, w, layers, bidirectional, steps, null, null, null).output.transpose(0, 1);
  }

  @Override
  protected String describe() {
    return kind + " " + hidden + (layers > 1 ? ", " + layers + " layers" : "");
  }

  /**
   * The functional form.
   *
   * @param x [T, N, in]
   * @param h0 first hidden states [layers·directions, N, H], or null for 0
   * @param c0 first memories of an LSTM, or null for 0
   * @param lengths I64 [N], or null: steps beyond a sequence's length give 0 and leave its state
   */
  public static Result run(
      Kind kind,
      Weights w,
      int layers,
      boolean bidirectional,
      Tensor x,
      @Nullable Tensor h0,
      @Nullable Tensor c0,
      @Nullable Tensor lengths) {
    if (x.rank() != 3) {
      throw new ShapeException("recurrent: x must be [T, N, in], got " + x.shape());
    }
    int directions = bidirectional ? 2 : 1;
    Tensor[] h = new Tensor[layers * directions];
    Tensor[] c = new Tensor[layers * directions];
    Tensor y = x;
    for (int k = 0; k < layers; k++) {
      Tensor[] outputs = new Tensor[directions];
      for (int d = 0; d < directions; d++) {
        String end = "_l" + k + (d == 1 ? "_reverse" : "");
        Recurrence.Weights cell = weights(w, end);
        int i = k * directions + d;
        Run r =
            Recurrence.run(kind.cell, y, start(kind, cell, x, h0, c0, i), cell, lengths, d == 1);
        outputs[d] = r.output();
        h[i] = r.last().h();
        Tensor memory = r.last().c();
        c[i] = memory == null ? h[i] : memory;
      }
      y = bidirectional ? Tensor.concat(2, outputs) : outputs[0];
    }
    return new Result(y, Tensor.stack(0, h), kind == Kind.LSTM ? Tensor.stack(0, c) : null);
  }

  /** The weights of a cell whose names have an ending. */
  public static Recurrence.Weights weights(Weights w, String end) {
    return new Recurrence.Weights(
        w.get("weight_ih" + end),
        w.get("weight_hh" + end),
        w.find("bias_ih" + end),
        w.find("bias_hh" + end),
        w.find("weight_hr" + end));
  }

  private static State start(
      Kind kind, Recurrence.Weights w, Tensor x, @Nullable Tensor h0, @Nullable Tensor c0, int i) {
    int batch = x.dim(1);
    int outputs = w.hidden().dim(1);
    int memory = w.hidden().dim(0) / kind.gates;
    Tensor h = h0 == null ? zeros(x, batch, outputs) : h0.slice(0, Slice.at(i));
    if (kind != Kind.LSTM) {
      return new State(h, null);
    }
    return new State(h, c0 == null ? zeros(x, batch, memory) : c0.slice(0, Slice.at(i)));
  }

  private static Tensor zeros(Tensor like, int batch, int width) {
    return Tensor.zeros(like.backend(), like.dtype(), Shape.of(batch, width));
  }
}
