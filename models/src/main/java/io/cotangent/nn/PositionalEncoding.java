package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * Adds a vector for its position to every element of a sequence: x + P, with a table P of so many
 * positions, the {@code weight} [positions, E].
 *
 * <p>{@link #sinusoidal}: P(t, 2i) = sin(t·10000^(−2i/E)), P(t, 2i+1) = cos(t·10000^(−2i/E))
 * (Vaswani et al. 2017), a buffer; {@link #learned}: a parameter, N(0, 0.02²) at first, as GPT-2
 * and BERT have it.
 */
public final class PositionalEncoding extends Layer {
  private static final long serialVersionUID = 1;

  private final int width;
  private final int positions;
  private final int time;
  private final @org.jspecify.annotations.Nullable State fixed;
  private final @org.jspecify.annotations.Nullable Parameter learned;

  private PositionalEncoding(Tensor table, boolean isLearned, boolean batchFirst) {
    this.positions = table.dim(0);
    this.width = table.dim(1);
    this.time = batchFirst ? 1 : 0;
    this.fixed = isLearned ? null : buffer("weight", table);
    this.learned = isLearned ? parameter("weight", table) : null;
  }

  /**
   * Sines and cosines.
   *
   * @param positions the longest sequence
   * @param width E
   * @param batchFirst whether sequences are [N, T, E], or [T, N, E]
   */
  public static PositionalEncoding sinusoidal(int positions, int width, boolean batchFirst) {
    check(positions, width);
    double[] table = new double[positions * width];
    for (int t = 0; t < positions; t++) {
      for (int i = 0; i < width; i++) {
        double angle = t * StrictMath.pow(10_000, -(i - i % 2) / (double) width);
        table[t * width + i] = i % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
      }
    }
    Tensor t = Tensor.of(table, positions, width).to(io.cotangent.DType.F32);
    return new PositionalEncoding(t, false, batchFirst);
  }

  /** A trained table; the parameters are those of {@link #sinusoidal}. */
  public static PositionalEncoding learned(int positions, int width, boolean batchFirst, Rng rng) {
    check(positions, width);
    return new PositionalEncoding(rng.normal(0, 0.02, positions, width), true, batchFirst);
  }

  private static void check(int positions, int width) {
    if (positions < 1 || width < 1) {
      throw new ArgumentException(
          "PositionalEncoding: positions "
              + positions
              + " and width "
              + width
              + " must be positive");
    }
  }

  @Override
  protected Tensor forward(Tensor x) {
    return at(x, 0);
  }

  /** From a position on, as a text goes on after what a {@link KeyValueCache} holds. */
  public Tensor apply(Tensor x, int position) {
    return call(x, () -> at(x, position));
  }

  private Tensor at(Tensor x, int position) {
    if (x.rank() != 3 || x.dim(2) != width || position < 0 || position + x.dim(time) > positions) {
      throw new ShapeException(
          describe()
              + ": x must be "
              + (time == 1 ? "[N, T, " : "[T, N, ")
              + width
              + "] within "
              + positions
              + " positions, got "
              + x.shape()
              + (position == 0 ? "" : " from position " + position + " on"));
    }
    Tensor table =
        learned != null ? learned.value() : java.util.Objects.requireNonNull(fixed).value();
    Tensor part = table.slice(0, Slice.of(position, position + x.dim(time)));
    return x.plus((time == 1 ? part : part.unsqueeze(1)).to(x.dtype()));
  }

  @Override
  protected String describe() {
    return "PositionalEncoding " + positions + " × " + width;
  }
}
