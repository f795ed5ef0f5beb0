package io.cotangent;

import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.Unary;
import java.util.Arrays;

/**
 * The activation functions of networks, and softmax. Where a branch would overflow, it is given 0
 * instead of x, so that its gradient stays 0.
 */
public sealed interface TensorActivations permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** 1/(1 + e⁻ˣ). */
  default Tensor sigmoid() {
    return Unary.SIGMOID.of(self());
  }

  /** max(x, 0), with derivative 0 at 0. */
  default Tensor relu() {
    return Unary.RELU.of(self());
  }

  /** x·Φ(x). */
  default Tensor gelu() {
    return Unary.GELU.of(self());
  }

  /** x·σ(x). */
  default Tensor silu() {
    return Unary.SILU.of(self());
  }

  /** log(1 + eˣ). */
  default Tensor softplus() {
    return Unary.SOFTPLUS.of(self());
  }

  /** x for x &gt; 0, else α·(eˣ − 1) (Clevert et al. 2016). */
  default Tensor elu(double alpha) {
    Tensor x = self();
    return x.gt(0).where(x, negativePart(x).expm1().times(alpha));
  }

  /** x for x &gt; 0, else α·(e^(x/α) − 1) (Barron 2017). */
  default Tensor celu(double alpha) {
    Tensor x = self();
    return x.gt(0).where(x, negativePart(x).div(alpha).expm1().times(alpha));
  }

  /** λ·elu(x, α) with λ ≈ 1.0507, α ≈ 1.6733 (Klambauer et al. 2017). */
  default Tensor selu() {
    return elu(1.6732632423543772848170429916717).times(1.0507009873554804934193349852946);
  }

  /** x for x &gt; 0, else slope·x; the derivative at 0 is the slope. */
  default Tensor leakyRelu(double slope) {
    Tensor x = self();
    return x.gt(0).where(x, x.times(slope));
  }

  /** x for x &gt; 0, else w·x with a weight [1], or [C] for the channels of axis 1. */
  default Tensor prelu(Tensor weight) {
    Tensor x = self();
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
  default Tensor hardshrink(double lambda) {
    Tensor x = self();
    return x.abs().le(lambda).where(x.zerosLike(), x);
  }

  /** x − λ for x &gt; λ, x + λ for x &lt; −λ, else 0. */
  default Tensor softshrink(double lambda) {
    Tensor x = self();
    Tensor moved = x.gt(0).where(x.minus(lambda), x.plus(lambda));
    return x.abs().le(lambda).where(x.zerosLike(), moved);
  }

  /** x − tanh x. */
  default Tensor tanhshrink() {
    Tensor x = self();
    return x.minus(x.tanh());
  }

  /** min(max(x, low), high), with derivative 0 at both bounds. */
  default Tensor hardtanh(double low, double high) {
    Tensor x = self();
    Tensor inside = x.le(low).or(x.ge(high)).not();
    return inside.where(x, x.detach().clamp(low, high));
  }

  /** min(max(x, 0), 6), with derivative 0 at both bounds. */
  default Tensor relu6() {
    return hardtanh(0, 6);
  }

  /** relu6(x + 3)/6. */
  default Tensor hardsigmoid() {
    return self().plus(3).relu6().div(6);
  }

  /** x·relu6(x + 3)/6 (Howard et al. 2019); the derivative is (2x + 3)/6 at both bounds. */
  default Tensor hardswish() {
    Tensor x = self();
    Tensor inside = x.ge(-3).and(x.le(3));
    Tensor middle = inside.where(x, x.zerosLike());
    Tensor outside = x.lt(-3).where(x.detach().times(0), x);
    return inside.where(middle.times(middle.plus(3)).div(6), outside);
  }

  /** x for x &gt; threshold, else a value. */
  default Tensor threshold(double threshold, double value) {
    Tensor x = self();
    return x.le(threshold).where(x.zerosLike().plus(value), x);
  }

  /** x/(1 + |x|). */
  default Tensor softsign() {
    Tensor x = self();
    return x.div(x.abs().plus(1));
  }

  /** log(1 + e^(βx))/β, and x itself where βx is above a threshold. */
  default Tensor softplus(double beta, double threshold) {
    Tensor x = self();
    Tensor scaled = x.times(beta);
    return scaled.gt(threshold).where(x, scaled.softplus().div(beta));
  }

  /** log σ(x), without overflow. */
  default Tensor logSigmoid() {
    return self().neg().softplus().neg();
  }

  /** x·tanh(log(1 + eˣ)) (Misra 2020). */
  default Tensor mish() {
    Tensor x = self();
    return x.times(x.softplus().tanh());
  }

  /**
   * gelu with tanh in place of Φ: x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). Beyond ±10 the tangent
   * is ±1, and what is inside stays finite.
   */
  default Tensor geluTanh() {
    Tensor x = self();
    Tensor u = x.clamp(-10, 10);
    Tensor inner = u.square().times(0.044715).plus(1).times(u).times(Math.sqrt(2 / Math.PI));
    return inner.tanh().plus(1).times(x).times(0.5);
  }

  /** a·σ(b) for the halves a and b of an axis (Dauphin et al. 2017). */
  default Tensor glu(int axis) {
    Tensor x = self();
    int a = x.shape().axis("glu", axis);
    if (x.dim(a) % 2 != 0) {
      throw new ShapeException("glu: axis " + axis + " of " + x.shape() + " has no halves");
    }
    int half = x.dim(a) / 2;
    Tensor[] halves = x.split(new int[] {half, half}, a);
    return halves[0].times(halves[1].sigmoid());
  }

  /** exp(x)/Σ exp(x) along an axis. */
  default Tensor softmax(int axis) {
    Tensor x = self();
    if (x.rank() == 0) {
      return x.unsqueeze(0).softmax(axis).squeeze(0);
    }
    return new SoftmaxAlong(x.shape().axis("softmax", axis), false).of(x.to(x.dtype().toFloat()));
  }

  /** The logarithm of {@link #softmax}, without overflow or cancellation. */
  default Tensor logSoftmax(int axis) {
    Tensor x = self();
    if (x.rank() == 0) {
      return x.unsqueeze(0).logSoftmax(axis).squeeze(0);
    }
    return new SoftmaxAlong(x.shape().axis("logSoftmax", axis), true).of(x.to(x.dtype().toFloat()));
  }

  /** exp(−x)/Σ exp(−x) along an axis. */
  default Tensor softmin(int axis) {
    return self().neg().softmax(axis);
  }

  /** x where x ≤ 0, else 0. */
  private static Tensor negativePart(Tensor x) {
    return x.gt(0).where(x.zerosLike(), x);
  }
}
