package io.cotangent.op;

import io.cotangent.Tensor;

/** The optimizers' steps as updates in place, each as tensors and as a loop over elements. */
public final class UpdateRules {
  private UpdateRules() {}

  /** g += λ·p. */
  private static void addDecay(double[] g, double[] p, double weightDecay, int n) {
    if (weightDecay != 0) {
      for (int i = 0; i < n; i++) {
        g[i] += weightDecay * p[i];
      }
    }
  }

  /** m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g². */
  private static void moments(
      double[] m, double[] v, double[] g, double beta1, double beta2, int n) {
    for (int i = 0; i < n; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    }
  }

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
      implements ElementwiseUpdate {
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

    @Override
    public Loop loop() {
      return (states, g, n) -> {
        double[] p = states[0];
        addDecay(g, p, weightDecay, n);
        if (momentum != 0) {
          double[] b = states[1];
          for (int i = 0; i < n; i++) {
            b[i] = first ? g[i] : momentum * b[i] + (1 - dampening) * g[i];
            g[i] = nesterov ? g[i] + momentum * b[i] : b[i];
          }
        }
        for (int i = 0; i < n; i++) {
          p[i] -= lr * g[i];
        }
      };
    }
  }

  /**
   * Adam (Kingma and Ba 2015), states p, m, v, last input g: m = β₁m + (1 − β₁)g; v = β₂v + (1 −
   * β₂)g²; p −= η·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ). Weight decay λ adds λ·p to
   * g, or decoupled (AdamW, Loshchilov and Hutter 2019) scales p by 1 − ηλ. AMSGrad (Reddi et al.
   * 2018) keeps the largest v as a fourth state and divides by that.
   */
  public record AdamStep(
      double lr,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      boolean decoupled,
      boolean amsgrad,
      long step)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return amsgrad ? 4 : 3;
    }

    /** 1 − β₁ᵗ. */
    public double correction1() {
      return 1 - StrictMath.pow(beta1, step);
    }

    /** 1 − β₂ᵗ. */
    public double correction2() {
      return 1 - StrictMath.pow(beta2, step);
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor p = in[0];
      Tensor g = in[in.length - 1];
      if (weightDecay != 0) {
        if (decoupled) {
          p = p.times(1 - lr * weightDecay);
        } else {
          g = g.plus(p.times(weightDecay));
        }
      }
      Tensor m = in[1].times(beta1).plus(g.times(1 - beta1));
      Tensor v = in[2].times(beta2).plus(g.square().times(1 - beta2));
      Tensor top = amsgrad ? in[3].maximum(v) : v;
      Tensor root = top.div(correction2()).sqrt().plus(epsilon);
      Tensor next = p.minus(m.times(lr / correction1()).div(root));
      return amsgrad ? new Tensor[] {next, m, v, top} : new Tensor[] {next, m, v};
    }

    @Override
    public Loop loop() {
      double keep = decoupled ? 1 - lr * weightDecay : 1;
      double rate = lr / correction1();
      double correction = correction2();
      return (states, g, n) -> {
        double[] p = states[0];
        double[] m = states[1];
        double[] v = states[2];
        double[] top = amsgrad ? states[3] : v;
        addDecay(g, p, decoupled ? 0 : weightDecay, n);
        moments(m, v, g, beta1, beta2, n);
        for (int i = 0; i < n; i++) {
          top[i] = Math.max(top[i], v[i]);
          p[i] = keep * p[i] - rate * m[i] / (Math.sqrt(top[i] / correction) + epsilon);
        }
      };
    }
  }

  private static Tensor decayed(Tensor p, Tensor g, double weightDecay) {
    return weightDecay == 0 ? g : g.plus(p.times(weightDecay));
  }

  /** a·β + b·(1 − β). */
  static Tensor blend(Tensor a, Tensor b, double beta) {
    return a.times(beta).plus(b.times(1 - beta));
  }

  /**
   * Adagrad (Duchi et al. 2011), states p, s, last input g: s += g²; p −= η/(1 + (t −
   * 1)·decay)·g/(√s + ε).
   */
  public record AdagradStep(
      double lr, double lrDecay, double epsilon, double weightDecay, long step)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor g = decayed(in[0], in[2], weightDecay);
      Tensor s = in[1].plus(g.square());
      double rate = lr / (1 + (step - 1) * lrDecay);
      return new Tensor[] {in[0].minus(g.times(rate).div(s.sqrt().plus(epsilon))), s};
    }

    @Override
    public Loop loop() {
      double rate = lr / (1 + (step - 1) * lrDecay);
      return (states, g, n) -> {
        double[] p = states[0];
        double[] s = states[1];
        addDecay(g, p, weightDecay, n);
        for (int i = 0; i < n; i++) {
          s[i] += g[i] * g[i];
          p[i] -= rate * g[i] / (Math.sqrt(s[i]) + epsilon);
        }
      };
    }
  }

  /**
   * Adadelta (Zeiler 2012), states p, v, u, last input g: v = ρv + (1 − ρ)g²; d = g·√(u + ε)/√(v +
   * ε); u = ρu + (1 − ρ)d²; p −= η·d.
   */
  public record AdadeltaStep(double lr, double rho, double epsilon, double weightDecay)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 3;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor g = decayed(in[0], in[3], weightDecay);
      Tensor v = blend(in[1], g.square(), rho);
      Tensor d = g.times(in[2].plus(epsilon).sqrt()).div(v.plus(epsilon).sqrt());
      return new Tensor[] {in[0].minus(d.times(lr)), v, blend(in[2], d.square(), rho)};
    }

    @Override
    public Loop loop() {
      return (states, g, n) -> {
        double[] p = states[0];
        double[] v = states[1];
        double[] u = states[2];
        addDecay(g, p, weightDecay, n);
        for (int i = 0; i < n; i++) {
          v[i] = rho * v[i] + (1 - rho) * g[i] * g[i];
          double d = g[i] * Math.sqrt(u[i] + epsilon) / Math.sqrt(v[i] + epsilon);
          u[i] = rho * u[i] + (1 - rho) * d * d;
          p[i] -= lr * d;
        }
      };
    }
  }

  /**
   * Adamax (Kingma and Ba 2015), states p, m, u, last input g: m = β₁m + (1 − β₁)g; u = max(β₂u,
   * |g| + ε); p −= η/(1 − β₁ᵗ)·m/u.
   */
  public record AdamaxStep(
      double lr, double beta1, double beta2, double epsilon, double weightDecay, long step)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 3;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor g = decayed(in[0], in[3], weightDecay);
      Tensor m = blend(in[1], g, beta1);
      Tensor u = in[2].times(beta2).maximum(g.abs().plus(epsilon));
      double rate = lr / (1 - StrictMath.pow(beta1, step));
      return new Tensor[] {in[0].minus(m.times(rate).div(u)), m, u};
    }

    @Override
    public Loop loop() {
      double rate = lr / (1 - StrictMath.pow(beta1, step));
      return (states, g, n) -> {
        double[] p = states[0];
        double[] m = states[1];
        double[] u = states[2];
        addDecay(g, p, weightDecay, n);
        for (int i = 0; i < n; i++) {
          m[i] = beta1 * m[i] + (1 - beta1) * g[i];
          u[i] = Math.max(beta2 * u[i], Math.abs(g[i]) + epsilon);
          p[i] -= rate * m[i] / u[i];
        }
      };
    }
  }

  /**
   * NAdam (Dozat 2016), states p, m, v, last input g: Adam's moments, and p −= η·(μₜ₊₁·m/(1 − Πₜ₊₁)
   * + (1 − μₜ)·g/(1 − Πₜ))/(√v̂ + ε).
   *
   * @param mu μₜ = β₁·(1 − ½·0.96^(t·decay))
   * @param next μₜ₊₁
   * @param product Πₜ = μ₁·…·μₜ
   */
  public record NadamStep(
      double lr,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double mu,
      double next,
      double product,
      long step)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 3;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor g = decayed(in[0], in[3], weightDecay);
      Tensor m = blend(in[1], g, beta1);
      Tensor v = blend(in[2], g.square(), beta2);
      Tensor root = v.div(1 - StrictMath.pow(beta2, step)).sqrt().plus(epsilon);
      Tensor d = m.times(next / (1 - product * next)).plus(g.times((1 - mu) / (1 - product)));
      return new Tensor[] {in[0].minus(d.times(lr).div(root)), m, v};
    }

    @Override
    public Loop loop() {
      double ofMoment = lr * next / (1 - product * next);
      double ofGradient = lr * (1 - mu) / (1 - product);
      double correction = 1 - StrictMath.pow(beta2, step);
      return (states, g, n) -> {
        double[] p = states[0];
        double[] m = states[1];
        double[] v = states[2];
        addDecay(g, p, weightDecay, n);
        moments(m, v, g, beta1, beta2, n);
        for (int i = 0; i < n; i++) {
          double d = ofMoment * m[i] + ofGradient * g[i];
          p[i] -= d / (Math.sqrt(v[i] / correction) + epsilon);
        }
      };
    }
  }

  /**
   * RAdam (Liu et al. 2020), states p, m, v, last input g: Adam's moments; with ρ∞ = 2/(1 − β₂) − 1
   * and ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ), where ρ &gt; 5: p −= η·m̂·r·√(1 − β₂ᵗ)/(√v + ε), r = √((ρ − 4)(ρ
   * − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρ)); else p −= η·m̂.
   */
  public record RadamStep(
      double lr, double beta1, double beta2, double epsilon, double weightDecay, long step)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 3;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor g = decayed(in[0], in[3], weightDecay);
      Tensor m = blend(in[1], g, beta1);
      Tensor v = blend(in[2], g.square(), beta2);
      Tensor d = m.times(lr / (1 - StrictMath.pow(beta1, step)));
      double r = rectification();
      if (r > 0) {
        d = d.times(r).div(v.sqrt().plus(epsilon));
      }
      return new Tensor[] {in[0].minus(d), m, v};
    }

    /** r·√(1 − β₂ᵗ), 0 where ρ ≤ 5. */
    private double rectification() {
      double most = 2 / (1 - beta2) - 1;
      double power = StrictMath.pow(beta2, step);
      double rho = most - 2 * step * power / (1 - power);
      return rho > 5
          ? Math.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho) * (1 - power))
          : 0;
    }

    @Override
    public Loop loop() {
      double rate = lr / (1 - StrictMath.pow(beta1, step));
      double r = rectification();
      return (states, g, n) -> {
        double[] p = states[0];
        double[] m = states[1];
        double[] v = states[2];
        addDecay(g, p, weightDecay, n);
        moments(m, v, g, beta1, beta2, n);
        for (int i = 0; i < n; i++) {
          p[i] -= r > 0 ? rate * r * m[i] / (Math.sqrt(v[i]) + epsilon) : rate * m[i];
        }
      };
    }
  }

  /**
   * RMSprop (Tieleman and Hinton 2012), states p, v, then b with momentum, then a if centered; last
   * input g: v = αv + (1 − α)g²; centered: a = αa + (1 − α)g, and v − a² for v; d = g/(√v + ε); b =
   * μb + d; p −= η·b.
   */
  public record RmspropStep(
      double lr,
      double alpha,
      double epsilon,
      double weightDecay,
      double momentum,
      boolean centered)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 2 + (momentum > 0 ? 1 : 0) + (centered ? 1 : 0);
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor[] out = new Tensor[states()];
      int last = states() - 1;
      Tensor g = decayed(in[0], in[states()], weightDecay);
      out[1] = blend(in[1], g.square(), alpha);
      Tensor spread = out[1];
      if (centered) {
        out[last] = blend(in[last], g, alpha);
        spread = spread.minus(out[last].square());
      }
      Tensor d = g.div(spread.sqrt().plus(epsilon));
      if (momentum > 0) {
        d = in[2].times(momentum).plus(d);
        out[2] = d;
      }
      out[0] = in[0].minus(d.times(lr));
      return out;
    }

    @Override
    public Loop loop() {
      return (states, g, n) -> {
        double[] p = states[0];
        double[] v = states[1];
        double[] b = states[momentum > 0 ? 2 : 1];
        double[] a = states[states() - 1];
        addDecay(g, p, weightDecay, n);
        for (int i = 0; i < n; i++) {
          v[i] = alpha * v[i] + (1 - alpha) * g[i] * g[i];
          double spread = v[i];
          if (centered) {
            a[i] = alpha * a[i] + (1 - alpha) * g[i];
            spread -= a[i] * a[i];
          }
          double d = g[i] / (Math.sqrt(spread) + epsilon);
          if (momentum > 0) {
            d += momentum * b[i];
            b[i] = d;
          }
          p[i] -= lr * d;
        }
      };
    }
  }

  /**
   * Rprop (Riedmiller and Braun 1993), states p, previous g, step; last input g: the step grows by
   * η⁺ where the sign of g stays, shrinks by η⁻ where it changes (and g counts 0 then), within
   * bounds; p −= sign(g)·step.
   */
  public record RpropStep(double shrink, double grow, double least, double most)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 3;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor g = in[3];
      Tensor sign = g.times(in[1]).sign();
      Tensor step = in[2];
      step = sign.gt(0).where(step.times(grow), sign.lt(0).where(step.times(shrink), step));
      step = step.clamp(least, most);
      Tensor kept = sign.lt(0).where(g.zerosLike(), g);
      return new Tensor[] {in[0].minus(kept.sign().times(step)), kept, step};
    }

    @Override
    public Loop loop() {
      return (states, g, n) -> {
        double[] p = states[0];
        double[] previous = states[1];
        double[] step = states[2];
        for (int i = 0; i < n; i++) {
          double sign = g[i] * previous[i];
          double next = step[i] * (sign > 0 ? grow : sign < 0 ? shrink : 1);
          step[i] = Math.min(Math.max(next, least), most);
          previous[i] = sign < 0 ? 0 : g[i];
          p[i] -= previous[i] > 0 ? step[i] : previous[i] < 0 ? -step[i] : 0;
        }
      };
    }
  }

  /**
   * Averaged SGD (Polyak and Juditsky 1992), states p, average, last input g: p = p·(1 − λη) − η·g;
   * average += (p − average)·μ.
   */
  public record AsgdStep(double eta, double lambda, double weightDecay, double mu)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor g = decayed(in[0], in[2], weightDecay);
      Tensor p = in[0].times(1 - lambda * eta).minus(g.times(eta));
      Tensor average = mu == 1 ? p : in[1].plus(p.minus(in[1]).times(mu));
      return new Tensor[] {p, average};
    }

    @Override
    public Loop loop() {
      return (states, g, n) -> {
        double[] p = states[0];
        double[] average = states[1];
        addDecay(g, p, weightDecay, n);
        for (int i = 0; i < n; i++) {
          p[i] = p[i] * (1 - lambda * eta) - eta * g[i];
          average[i] = mu == 1 ? p[i] : average[i] + mu * (p[i] - average[i]);
        }
      };
    }
  }

  /**
   * Lion (Chen et al. 2023), states p, m, last input g: p −= η·(sign(β₁m + (1 − β₁)g) + λ·p); m =
   * β₂m + (1 − β₂)g.
   */
  public record LionStep(double lr, double beta1, double beta2, double weightDecay)
      implements ElementwiseUpdate {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor direction = blend(in[1], in[2], beta1).sign();
      Tensor p = weightDecay == 0 ? in[0] : in[0].times(1 - lr * weightDecay);
      return new Tensor[] {p.minus(direction.times(lr)), blend(in[1], in[2], beta2)};
    }

    @Override
    public Loop loop() {
      double keep = 1 - lr * weightDecay;
      return (states, g, n) -> {
        double[] p = states[0];
        double[] m = states[1];
        for (int i = 0; i < n; i++) {
          double direction = beta1 * m[i] + (1 - beta1) * g[i];
          p[i] = keep * p[i] - (direction > 0 ? lr : direction < 0 ? -lr : 0);
          m[i] = beta2 * m[i] + (1 - beta2) * g[i];
        }
      };
    }
  }
}
