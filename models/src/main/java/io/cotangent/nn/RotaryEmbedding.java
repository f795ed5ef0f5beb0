package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;

/**
 * Rotary positions (Su et al. 2021): at position t the pair (xᵢ, xᵢ₊d/2) of a head of width d is
 * turned by the angle t·base^(−2i/d), so that the product of a query and a key depends on their
 * distance. (Halves are paired, as in the models that people download.)
 */
public final class RotaryEmbedding extends Layer {
  private static final long serialVersionUID = 1;

  private final int width;
  private final double base;

  /** Of heads of an even width, with base 10 000. */
  public RotaryEmbedding(int width) {
    this(width, 10_000);
  }

  /** With another base: a larger one turns more slowly. */
  public RotaryEmbedding(int width, double base) {
    if (width < 2 || width % 2 != 0 || !(base > 0)) {
      throw new ArgumentException(
          "RotaryEmbedding: width " + width + " must be even and base " + base + " positive");
    }
    this.width = width;
    this.base = base;
  }

  /** x [..., T, d], from position 0 on. */
  @Override
  protected Tensor forward(Tensor x) {
    return turned(x, 0);
  }

  /** x [..., T, d], from a position on. */
  public Tensor apply(Tensor x, int position) {
    return call(x, () -> turned(x, position));
  }

  private Tensor turned(Tensor x, int position) {
    if (x.rank() < 2 || x.dim(-1) != width) {
      throw new ShapeException(
          describe() + ": x must be [..., T, " + width + "], got " + x.shape());
    }
    int half = width / 2;
    int steps = x.dim(-2);
    double[] angles = new double[steps * half];
    for (int i = 0; i < half; i++) {
      double frequency = StrictMath.pow(base, -2.0 * i / width);
      for (int t = 0; t < steps; t++) {
        angles[t * half + i] = (position + t) * frequency;
      }
    }
    Tensor angle = Tensor.of(x.backend(), angles, io.cotangent.Shape.of(steps, half));
    DType t = x.dtype();
    Tensor cos = angle.cos().to(t);
    Tensor sin = angle.sin().to(t);
    Tensor a = x.slice(-1, Slice.until(half));
    Tensor b = x.slice(-1, Slice.from(half));
    return Tensor.concat(-1, a.times(cos).minus(b.times(sin)), a.times(sin).plus(b.times(cos)));
  }

  @Override
  protected String describe() {
    return "RotaryEmbedding " + width;
  }
}
