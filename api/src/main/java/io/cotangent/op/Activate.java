package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;

/**
 * The activation functions that are formulas of other operations. Where a branch would overflow, it
 * is given 0 instead of x, so that its gradient stays 0.
 */
public final class Activate {
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  private Activate() {}

  /** x where x ≤ 0, else 0. */
  private static Tensor negativePart(Tensor x) {
    return x.gt(0).where(x.zerosLike(), x);
  }

  /** x for x &gt; 0, else α·(eˣ − 1) (Clevert et al. 2016). */
  public static Tensor elu(Tensor x, double alpha) {
    return x.gt(0).where(x, negativePart(x).expm1().times(alpha));
  }

  /** x for x &gt; 0, else α·(e^(x/α) − 1) (Barron 2017). */
  public static Tensor celu(Tensor x, double alpha) {
    return x.gt(0).where(x, negativePart(x).div(alpha).expm1().times(alpha));
  }

  /** λ·elu(x, α) with λ ≈ 1.0507, α ≈ 1.6733 (Klambauer et al. 2017). */
  public static Tensor selu(Tensor x) {
    return elu(x, SELU_ALPHA).times(SELU_SCALE);
  }

  /** x for x &gt; 0, else slope·x; the derivative at 0 is the slope. */
  public static Tensor leakyRelu(Tensor x, double slope) {
    return x.gt(0).where(x, x.times(slope));
  }

  /** x for x &gt; 0, else w·x with a weight for all, or for each channel of axis 1. */
  public static Tensor prelu(Tensor x, Tensor weight) {
    Tensor w = weight;
    if (weight.size() != 1) {
      if (weight.rank() != 1 || x.rank() < 2 || weight.dim(0) != x.dim(1)) {
        throw new ShapeException(
            "prelu: weight "
                + weight.shape()
                + " must be [1], or [C] for x [N, C, …], not "
                + x.shape());
      }
      int[] d = new int[x.rank() - 1];
      Arrays.fill(d, 1);
      d[0] = x.dim(1);
      w = weight.reshape(d);
    } else if (x.rank() == 0) {
      w = weight.reshape(Shape.SCALAR);
    }
    return x.gt(0).where(x, negativePart(x).times(w));
  }

  /** x where |x| &gt; λ, else 0. */
  public static Tensor hardshrink(Tensor x, double lambda) {
    return x.abs().le(lambda).where(x.zerosLike(), x);
  }

  /** x − λ for x &gt; λ, x + λ for x &lt; −λ, else 0. */
  public static Tensor softshrink(Tensor x, double lambda) {
    Tensor moved = x.gt(0).where(x.minus(lambda), x.plus(lambda));
    return x.abs().le(lambda).where(x.zerosLike(), moved);
  }

  /** x − tanh x. */
  public static Tensor tanhshrink(Tensor x) {
    return x.minus(x.tanh());
  }

  /** min(max(x, low), high), with derivative 0 at both bounds. */
  public static Tensor hardtanh(Tensor x, double low, double high) {
    Tensor inside = x.le(low).or(x.ge(high)).not();
    return inside.where(x, x.detach().clamp(low, high));
  }

  /** hardtanh(x, 0, 6). */
  public static Tensor relu6(Tensor x) {
    return hardtanh(x, 0, 6);
  }

  /** relu6(x + 3)/6. */
  public static Tensor hardsigmoid(Tensor x) {
    return relu6(x.plus(3)).div(6);
  }

  /** x·relu6(x + 3)/6 (Howard et al. 2019); the derivative is (2x + 3)/6 at both bounds. */
  public static Tensor hardswish(Tensor x) {
    Tensor inside = x.ge(-3).and(x.le(3));
    Tensor middle = inside.where(x, x.zerosLike());
    Tensor outside = x.lt(-3).where(x.detach().times(0), x);
    return inside.where(middle.times(middle.plus(3)).div(6), outside);
  }

  /** x for x &gt; threshold, else a value. */
  public static Tensor threshold(Tensor x, double threshold, double value) {
    return x.le(threshold).where(x.zerosLike().plus(value), x);
  }

  /** x/(1 + |x|). */
  public static Tensor softsign(Tensor x) {
    return x.div(x.abs().plus(1));
  }

  /** log(1 + e^(βx))/β, and x itself where βx is above a threshold. */
  public static Tensor softplus(Tensor x, double beta, double threshold) {
    Tensor scaled = x.times(beta);
    return scaled.gt(threshold).where(x, scaled.softplus().div(beta));
  }

  /** log σ(x), without overflow. */
  public static Tensor logSigmoid(Tensor x) {
    return x.neg().softplus().neg();
  }

  /** x·tanh(log(1 + eˣ)) (Misra 2020). */
  public static Tensor mish(Tensor x) {
    return x.times(x.softplus().tanh());
  }

  /**
   * gelu with tanh in place of Φ: x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). Beyond ±10 the tangent
   * is ±1, and what is inside stays finite.
   */
  public static Tensor geluTanh(Tensor x) {
    Tensor u = x.clamp(-10, 10);
    Tensor inner = u.square().times(0.044715).plus(1).times(u).times(Math.sqrt(2 / Math.PI));
    return inner.tanh().plus(1).times(x).times(0.5);
  }

  /** a·σ(b) for the halves a and b of an axis (Dauphin et al. 2017). */
  public static Tensor glu(Tensor x, int axis) {
    int a = x.shape().axis("glu", axis);
    if (x.dim(a) % 2 != 0) {
      throw new ShapeException("glu: axis " + axis + " of " + x.shape() + " has no halves");
    }
    int half = x.dim(a) / 2;
    Tensor[] halves = x.split(new int[] {half, half}, a);
    return halves[0].times(halves[1].sigmoid());
  }

  /** log(x/(1 − x)). */
  public static Tensor logit(Tensor x) {
    return x.log().minus(x.neg().log1p());
  }

  /** {@link #logit} of x moved into [ε, 1 − ε]. */
  public static Tensor logit(Tensor x, double epsilon) {
    return logit(x.clamp(epsilon, 1 - epsilon));
  }
}
