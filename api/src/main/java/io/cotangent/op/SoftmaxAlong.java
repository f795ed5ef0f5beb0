package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Tensor;

/** yᵢ = exp(xᵢ − m) / Σⱼ exp(xⱼ − m) along an axis, m the largest xⱼ; or its logarithm. */
public record SoftmaxAlong(int axis, boolean log) implements Composite.WithVjp {
  @Override
  public String label() {
    return log ? "logSoftmax" : "softmax";
  }

  @Override
  public Tensor decompose(Tensor... in) {
    if (in[0].size() == 0) {
      return in[0].copy();
    }
    Tensor shifted = in[0].minus(in[0].max(new int[] {axis}, true));
    Tensor e = shifted.exp();
    Tensor total = e.sum(new int[] {axis}, true);
    return log ? shifted.minus(total.log()) : e.div(total);
  }

  @Override
  public Shape shape(Tensor... in) {
    return in[0].shape();
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return g -> new Tensor[] {new Grad(axis, log).of(g, out)};
  }

  /**
   * With G the cotangent of y: y·(G − Σ G·y) for softmax, G − exp(y)·Σ G for its logarithm. Inputs:
   * G, y.
   */
  public record Grad(int axis, boolean log) implements Composite {
    @Override
    public String label() {
      return log ? "logSoftmaxGrad" : "softmaxGrad";
    }

    @Override
    public int inputs() {
      return 2;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor g = in[0];
      Tensor y = in[1];
      int[] axes = {axis};
      return log
          ? g.minus(y.exp().times(g.sum(axes, true)))
          : y.times(g.minus(g.times(y).sum(axes, true)));
    }

    @Override
    public Shape shape(Tensor... in) {
      return in[1].shape();
    }
  }
}
