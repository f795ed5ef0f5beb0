package io.cotangent.op;

import static io.cotangent.op.UpdateRules.blend;

import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;

/** Optimizers' steps, in place, that depend on norms or products of the whole tensor. */
public final class TensorwiseRules {
  private TensorwiseRules() {}

  /** The root mean square of all elements, a scalar. */
  private static Tensor rms(Tensor x) {
    return x.norm(2).times(1 / Math.sqrt(Math.max(x.size(), 1)));
  }

  /**
   * LAMB (You et al. 2020), states p, m, v, last input g: with m̂ and v̂ as Adam's and u = m̂/(√v̂
   * + ε) + λ·p, p −= η·(‖p‖/‖u‖)·u; the quotient is 1 where either norm is 0.
   */
  public record LambStep(
      double lr, double beta1, double beta2, double epsilon, double weightDecay, long step)
      implements InPlace {
    @Override
    public int states() {
      return 3;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor m = blend(in[1], in[3], beta1);
      Tensor v = blend(in[2], in[3].square(), beta2);
      Tensor root = v.div(1 - StrictMath.pow(beta2, step)).sqrt().plus(epsilon);
      Tensor u = m.div(1 - StrictMath.pow(beta1, step)).div(root);
      u = weightDecay == 0 ? u : u.plus(in[0].times(weightDecay));
      Tensor weight = in[0].norm(2);
      Tensor size = u.norm(2);
      Tensor none = weight.eq(0).or(size.eq(0));
      Tensor trust = none.where(weight.onesLike(), weight.div(Masks.oneForZero(size)));
      return new Tensor[] {in[0].minus(u.times(trust).times(lr)), m, v};
    }
  }

  /**
   * Adafactor (Shazeer and Stern 2018) in PyTorch's form, last input g. States of a vector or
   * scalar: p, v; of another tensor: p, r, c, means of g² over its last axis and over the one
   * before, with v = r·c/mean(r). With ρ = min(η, 1/√t), α = max(ε₂, rms(p))·ρ and 1 − β = t^decay:
   * v = βv + (1 − β)g²; u = g/√max(v, ε₁²); p = p·(1 − ηλ) − α·u/max(1, rms(u)/d).
   *
   * @param epsilon1 the least root of v, or NaN for the distance of 1 to the next number of the
   *     type
   */
  public record AdafactorStep(
      double lr,
      double decay,
      double epsilon1,
      double epsilon2,
      double clip,
      double weightDecay,
      boolean factored,
      long step)
      implements InPlace {
    @Override
    public int states() {
      return factored ? 3 : 2;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor p = in[0];
      Tensor g = in[in.length - 1];
      double least = Double.isNaN(epsilon1) ? epsilon(g.dtype()) : epsilon1;
      double keep = 1 - StrictMath.pow(step, decay);
      Tensor[] out = new Tensor[states()];
      Tensor v;
      if (factored) {
        out[1] = blend(in[1], g.square().mean(new int[] {-1}, true), keep);
        out[2] = blend(in[2], g.square().mean(new int[] {-2}, true), keep);
        v = out[1].matmul(out[2]).div(out[1].mean(new int[] {-2}, true).maximum(least));
      } else {
        out[1] = blend(in[1], g.square(), keep);
        v = out[1];
      }
      Tensor u = g.times(v.maximum(least * least).rsqrt());
      Tensor alpha = rms(p).maximum(epsilon2).times(Math.min(lr, 1 / Math.sqrt(step)));
      Tensor divisor = rms(u).div(clip).maximum(1);
      Tensor decayed = weightDecay == 0 ? p : p.times(1 - lr * weightDecay);
      out[0] = decayed.minus(u.times(alpha.div(divisor)));
      return out;
    }

    private static double epsilon(DType dtype) {
      return dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
    }
  }

  /**
   * Muon (Jordan et al. 2024) in PyTorch's form, for matrices, states p, b, last input g: b = μ·b +
   * (1 − μ)·g; u the orthogonal factor of b, or for Nesterov of μ·b + (1 − μ)·g; p = p·(1 − ηλ) −
   * η·√max(1, rows/columns)·u.
   *
   * <p>The orthogonal factor is approached by Newton and Schulz's iteration X ← a·X + (b·A +
   * c·A²)·X with A = X·Xᵀ, from X = u/‖u‖, (a, b, c) = (3.4445, −4.775, 2.0315), which takes
   * singular values to about 1 quickly and not exactly.
   */
  public record MuonStep(
      double lr, double momentum, boolean nesterov, double weightDecay, int iterations)
      implements InPlace {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public Tensor[] decompose(Tensor... in) {
      Tensor p = in[0];
      Tensor g = in[2];
      if (p.rank() != 2) {
        throw new ShapeException("muon: takes matrices, got a parameter " + p.shape());
      }
      Tensor b = blend(in[1], g, momentum);
      Tensor u = orthogonal(nesterov ? blend(b, g, momentum) : b);
      double scale = Math.sqrt(Math.max(1, p.dim(0) / (double) Math.max(p.dim(1), 1)));
      Tensor decayed = weightDecay == 0 ? p : p.times(1 - lr * weightDecay);
      return new Tensor[] {decayed.minus(u.times(lr * scale)), b};
    }

    private Tensor orthogonal(Tensor x) {
      boolean tall = x.dim(0) > x.dim(1);
      Tensor y = tall ? x.transpose(0, 1) : x;
      y = y.div(y.norm(2).maximum(1e-7));
      for (int i = 0; i < iterations; i++) {
        Tensor a = y.matmul(y.transpose(0, 1));
        y = y.times(3.4445).plus(a.times(-4.775).plus(a.matmul(a).times(2.0315)).matmul(y));
      }
      return tall ? y.transpose(0, 1) : y;
    }
  }
}
