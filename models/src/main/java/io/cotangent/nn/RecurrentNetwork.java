package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What recurrent networks have in common. Weights of layer k, as PyTorch's: {@code weight_ih_l<k>}
 * [gates·H, in], {@code weight_hh_l<k>} [gates·H, H], {@code bias_ih_l<k>}, {@code bias_hh_l<k>}
 * [gates·H], {@code weight_hr_l<k>} [P, H] of a projection, with {@code _reverse} behind for the
 * other direction; all begin uniform in ±1/√H.
 */
abstract sealed class RecurrentNetwork extends Layer permits Rnn, Lstm, Gru {
  private static final long serialVersionUID = 1;

  private final int in;
  private final int hidden;
  private final RnnSettings settings;
  private final @Nullable Rng rng;

  RecurrentNetwork(int gates, int in, int hidden, Rng rng, UnaryOperator<RnnSettings> settings) {
    this.in = in;
    this.hidden = hidden;
    this.settings = settings.apply(RnnSettings.DEFAULT);
    RnnSettings s = this.settings;
    if (in < 1 || hidden < 1 || s.projection() >= hidden) {
      throw new ArgumentException(
          name()
              + ": sizes in "
              + in
              + " and hidden "
              + hidden
              + " must be positive, a projection "
              + s.projection()
              + " smaller than hidden");
    }
    int width = in;
    for (int k = 0; k < s.layers(); k++) {
      for (int d = 0; d < directions(); d++) {
        CellWeights.register(this, suffix(k, d), gates, width, hidden, s, rng);
      }
      width = directions() * outputs();
    }
    this.rng = s.dropout() > 0 && s.layers() > 1 ? random("rng", rng) : null;
  }

  abstract Recurrence.Cell cell();

  final RnnSettings settings() {
    return settings;
  }

  private String name() {
    return getClass().getSimpleName();
  }

  private int directions() {
    return settings.bidirectional() ? 2 : 1;
  }

  private int outputs() {
    return settings.projection() > 0 ? settings.projection() : hidden;
  }

  private static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  @Override
  protected final Tensor forward(Tensor x) {
    return unrolled(x, null, null).output();
  }

  /** Runs a sequence [T, N, in] or [T, in] from states of 0. */
  public final RecurrentOutput unroll(Tensor x) {
    return unroll(x, null, null);
  }

  /** Runs a sequence from a state, as {@link RecurrentOutput#state} gives it. */
  public final RecurrentOutput unroll(Tensor x, Recurrence.State initial) {
    return unroll(x, initial, null);
  }

  /**
   * Runs sequences of different lengths.
   *
   * @param x [T, N, in], or [N, T, in] if batches come first
   * @param initial h [layers·directions, N, H] and, of an LSTM, c; null for 0
   * @param lengths I64 [N], or null: what stands beyond a sequence's length is not read, gives 0
   *     and leaves its state
   */
  public final RecurrentOutput unroll(
      Tensor x, Recurrence.@Nullable State initial, @Nullable Tensor lengths) {
    return call(x, () -> unrolled(x, initial, lengths));
  }

  private RecurrentOutput unrolled(
      Tensor x, Recurrence.@Nullable State initial, @Nullable Tensor lengths) {
    check(x);
    int batchAxis = settings.batchFirst() ? 0 : 1;
    if (x.rank() == 2) {
      Recurrence.State one = initial == null ? null : each(initial, t -> t.unsqueeze(1));
      RecurrentOutput r = unrolled(x.unsqueeze(batchAxis), one, lengths);
      return new RecurrentOutput(r.output().squeeze(batchAxis), each(r.state(), t -> t.squeeze(1)));
    }
    Tensor y = settings.batchFirst() ? x.transpose(0, 1) : x;
    Recurrence.State start = initial == null ? zeros(y) : checked(initial, y.dim(1));
    int layers = settings.layers();
    Tensor[] h = new Tensor[layers * directions()];
    @Nullable Tensor[] c = new @Nullable Tensor[h.length];
    for (int k = 0; k < layers; k++) {
      Tensor[] outputs = new Tensor[directions()];
      for (int d = 0; d < outputs.length; d++) {
        int i = k * outputs.length + d;
        Recurrence.Run r =
            Recurrence.run(
                cell(),
                y,
                each(start, t -> t.slice(0, Slice.at(i))),
                CellWeights.of(this, suffix(k, d)),
                lengths,
                d == 1);
        outputs[d] = r.output();
        h[i] = r.last().h();
        c[i] = r.last().c();
      }
      y = outputs.length == 1 ? outputs[0] : Tensor.concat(2, outputs);
      if (rng != null && isTraining() && k < layers - 1) {
        y = y.times(rng.dropoutMask(settings.dropout(), y));
      }
    }
    Tensor output = settings.batchFirst() ? y.transpose(0, 1) : y;
    return new RecurrentOutput(output, new Recurrence.State(Tensor.stack(0, h), stacked(c)));
  }

  private static @Nullable Tensor stacked(@Nullable Tensor[] c) {
    Tensor[] all = new Tensor[c.length];
    for (int i = 0; i < c.length; i++) {
      Tensor t = c[i];
      if (t == null) {
        return null;
      }
      all[i] = t;
    }
    return Tensor.stack(0, all);
  }

  private static Recurrence.State each(Recurrence.State s, UnaryOperator<Tensor> f) {
    Tensor c = s.c();
    return new Recurrence.State(f.apply(s.h()), c == null ? null : f.apply(c));
  }

  private boolean hasMemory() {
    return this instanceof Lstm;
  }

  private Shape stateShape(int batch, int width) {
    return Shape.of(settings.layers() * directions(), batch, width);
  }

  private Recurrence.State zeros(Tensor x) {
    Shape h = stateShape(x.dim(1), outputs());
    Shape c = stateShape(x.dim(1), hidden);
    return new Recurrence.State(
        Tensor.zeros(x.backend(), x.dtype(), h),
        hasMemory() ? Tensor.zeros(x.backend(), x.dtype(), c) : null);
  }

  private Recurrence.State checked(Recurrence.State s, int batch) {
    Tensor c = s.c();
    Shape h = stateShape(batch, outputs());
    Shape memory = stateShape(batch, hidden);
    boolean fits =
        s.h().shape().equals(h)
            && (hasMemory() ? c != null && c.shape().equals(memory) : c == null);
    if (!fits) {
      throw new ShapeException(
          describe()
              + ": the state must be h "
              + h
              + (hasMemory() ? " and c " + memory : " alone")
              + ", got "
              + s.h().shape()
              + (c == null ? "" : " and " + c.shape()));
    }
    return s;
  }

  private void check(Tensor x) {
    if ((x.rank() != 3 && x.rank() != 2) || x.dim(-1) != in) {
      throw new ShapeException(
          describe()
              + ": x must be "
              + (settings.batchFirst() ? "[N, T, " : "[T, N, ")
              + in
              + "] or [T, "
              + in
              + "], got "
              + x.shape());
    }
    requireType(x, CellWeights.first(this, "_l0"));
  }

  @Override
  protected final String describe() {
    RnnSettings s = settings;
    return name()
        + " "
        + in
        + " → "
        + hidden
        + (s.layers() > 1 ? ", " + s.layers() + " layers" : "")
        + (s.bidirectional() ? ", both directions" : "")
        + (s.projection() > 0 ? ", projected to " + s.projection() : "");
  }
}
