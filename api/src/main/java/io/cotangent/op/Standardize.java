package io.cotangent.op;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x̂·w + b with x̂ = (x − μ)·r and r = 1/√(σ² + ε): mean and biased variance over some axes.
 * Root mean square normalization leaves the mean out: x̂ = x·r, r = 1/√(mean(x²) + ε).
 *
 * <p>Inputs: x, then w and b if they are there, each of x's rank, with length 1 where it is
 * broadcast. With G the cotangent of y and H = G·w, means over the axes: that of x is r·(H −
 * mean(H) − x̂·mean(H·x̂)), without mean(H) for the root mean square; that of w is the sum of G·x̂
 * over the axes of length 1, and that of b the sum of G (Ioffe and Szegedy 2015).
 *
 * @param kind which normalization it is
 * @param axes non-negative
 * @param epsilon what is added to the variance
 */
public record Standardize(Kind kind, Ints axes, double epsilon) implements Composite.WithVjp {
  /** The normalizations, which differ in their axes. */
  public enum Kind {
    /** Over the last axes. */
    LAYER_NORM("layerNorm"),
    /** Over the last axes, by the root mean square. */
    RMS_NORM("rmsNorm"),
    /** Over all axes but the channels. */
    BATCH_NORM("batchNorm"),
    /** Over the spatial axes. */
    INSTANCE_NORM("instanceNorm"),
    /** Over groups of channels and the spatial axes, of [N, groups, channels, space]. */
    GROUP_NORM("groupNorm");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  @Override
  public String label() {
    return kind.label;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor y = standard(in[0]);
    y = in.length > 1 ? y.times(in[1]) : y;
    return in.length > 2 ? y.plus(in[2]) : y;
  }

  /** x less its mean, or x itself for the root mean square. */
  private Tensor centered(Tensor x) {
    return kind == Kind.RMS_NORM ? x : x.minus(mean(x));
  }

  /** r, from x less its mean. */
  private Tensor scale(Tensor centered) {
    return mean(centered.square()).plus(epsilon).rsqrt();
  }

  private Tensor standard(Tensor x) {
    Tensor centered = centered(x);
    return centered.times(scale(centered));
  }

  private Tensor mean(Tensor x) {
    return x.mean(axes.toArray(), true);
  }

  @Override
  public Shape shape(Tensor... in) {
    return in[0].shape();
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    @Nullable Tensor x = needs[0] || (in.length > 1 && needs[1]) ? in[0] : null;
    @Nullable Tensor w = in.length > 1 && needs[0] ? in[1] : null;
    @Nullable Shape weight = in.length > 1 && needs[1] ? in[1].shape() : null;
    boolean toX = needs[0];
    int inputs = in.length;
    return g -> {
      @Nullable Tensor[] r = new @Nullable Tensor[inputs];
      if (x != null && toX) {
        InputGrad grad = new InputGrad(this);
        r[0] = w == null ? grad.of(g, x) : grad.of(g, x, w);
      }
      if (x != null && weight != null) {
        r[1] = new WeightGrad(this, weight).of(g, x);
      }
      if (inputs > 2) {
        r[2] = g;
      }
      return r;
    };
  }

  /** The cotangent of x. Inputs: G, x, and w if it is there. */
  public record InputGrad(Standardize of) implements Composite {
    @Override
    public String label() {
      return of.label() + "InputGrad";
    }

    @Override
    public int inputs() {
      return 2;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor h = in.length > 2 ? in[0].times(in[2]) : in[0];
      Tensor centered = of.centered(in[1]);
      Tensor scale = of.scale(centered);
      Tensor standard = centered.times(scale);
      Tensor along = standard.times(of.mean(h.times(standard)));
      return of.centered(h).minus(along).times(scale);
    }

    @Override
    public Shape shape(Tensor... in) {
      return in[1].shape();
    }
  }

  /**
   * The cotangent of w. Inputs: G, x.
   *
   * @param shape of w
   */
  public record WeightGrad(Standardize of, Shape shape) implements Composite {
    @Override
    public String label() {
      return of.label() + "WeightGrad";
    }

    @Override
    public int inputs() {
      return 2;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      return in[0].times(of.standard(in[1])).sumTo(shape);
    }

    @Override
    public Shape shape(Tensor... in) {
      return shape;
    }
  }

  /**
   * (x − μ)/√(σ² + ε)·w + b with given μ and σ², as batch normalization in evaluation. Inputs: x,
   * μ, σ², then w and b if they are there, each of x's rank.
   */
  public record By(double epsilon) implements Composite {
    @Override
    public String label() {
      return "batchNormInference";
    }

    @Override
    public int inputs() {
      return 3;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor scale = in[2].plus(epsilon).rsqrt();
      Tensor y = in[0].minus(in[1]).times(in.length > 3 ? scale.times(in[3]) : scale);
      return in.length > 4 ? y.plus(in[4]) : y;
    }

    @Override
    public Shape shape(Tensor... in) {
      return in[0].shape();
    }
  }
}
