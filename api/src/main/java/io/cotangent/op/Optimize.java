package io.cotangent.op;

import io.cotangent.Tensor;

/** The optimizers' steps as updates in place. */
public final class Optimize {
  private Optimize() {}

  /**
   * Stochastic gradient descent. Without momentum the states are p; with it, p and b (Sutskever et
   * al. 2013, in PyTorch's form): g += λ·p; b = μ·b + (1 − damping)·g (b = g at the first step); p
   * −= η·b, or η·(g + μ·b) for Nesterov. The last input is g.
   */
  public record SgdStep(
      double lr,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov,
      boolean first)
      implements InPlace {
    @Override
    public String label() {
      return "sgdStep";
    }

    @Override
    public int states() {
      return momentum == 0 ? 1 : 2;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor p = in[0];
      Tensor g = in[in.length - 1];
      if (weightDecay != 0) {
        g = g.plus(p.times(weightDecay));
      }
      if (momentum == 0) {
        return new Tensor[] {p.minus(g.times(lr))};
      }
      Tensor b = first ? g : in[1].times(momentum).plus(g.times(1 - dampening));
      return new Tensor[] {p.minus((nesterov ? g.plus(b.times(momentum)) : b).times(lr)), b};
    }
  }

  /**
   * Adam (Kingma and Ba 2015), states p, m, v, last input g: m = β₁m + (1 − β₁)g; v = β₂v + (1 −
   * β₂)g²; p −= η·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ). Weight decay λ adds λ·p to
   * g, or decoupled (AdamW, Loshchilov and Hutter 2019) scales p by 1 − ηλ.
   */
  public record AdamStep(
      double lr,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      boolean decoupled,
      long step)
      implements InPlace {
    @Override
    public String label() {
      return "adamStep";
    }

    @Override
    public int states() {
      return 3;
    }

    /** 1 − β₁ᵗ. */
    public double correction1() {
      return 1 - Math.pow(beta1, step);
    }

    /** 1 − β₂ᵗ. */
    public double correction2() {
      return 1 - Math.pow(beta2, step);
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor p = in[0];
      Tensor g = in[3];
      if (weightDecay != 0) {
        if (decoupled) {
          p = p.times(1 - lr * weightDecay);
        } else {
          g = g.plus(p.times(weightDecay));
        }
      }
      Tensor m = in[1].times(beta1).plus(g.times(1 - beta1));
      Tensor v = in[2].times(beta2).plus(g.square().times(1 - beta2));
      Tensor root = v.div(correction2()).sqrt().plus(epsilon);
      return new Tensor[] {p.minus(m.times(lr / correction1()).div(root)), m, v};
    }
  }
}
