package io.cotangent.autograd;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.GradientException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The comparison of gradients with central differences: for the scalar L(x) = Σ u·f(x) with a fixed
 * random u, the gradient g and a random direction v, ⟨g, v⟩ against (L(x + hv) − L(x − hv))/2h.
 * Order 2 does the same to the function x ↦ g(x).
 *
 * @param comparisons one for each order and input
 */
public record GradientCheck(List<Comparison> comparisons) {
  /**
   * Relative difference up to which two derivatives agree: h² truncation and F64 rounding/h at h =
   * 1e-5, with a margin.
   */
  public static final double TOLERANCE = 1e-6;

  private static final double H = 1e-5;

  /** One pair of numbers that must agree. */
  public record Comparison(int order, int input, double analytic, double numeric, String worst) {
    /** |analytic − numeric| relative to the larger of both and 1. */
    public double error() {
      return Math.abs(analytic - numeric)
          / Math.max(1, Math.max(Math.abs(analytic), Math.abs(numeric)));
    }

    boolean agrees() {
      return error() <= TOLERANCE;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "order %d, input %d: analytic %.10g, numeric %.10g, error %.2g%s",
          order,
          input,
          analytic,
          numeric,
          error(),
          worst);
    }
  }

  /** Whether all agree. */
  public boolean passed() {
    return comparisons.stream().allMatch(Comparison::agrees);
  }

  /** This, or an exception with the readable report. */
  public GradientCheck orThrow() {
    if (!passed()) {
      throw new GradientException("checkGradients: " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(passed() ? "gradients agree" : "gradients differ");
    comparisons.forEach(c -> s.append("\n  ").append(c.agrees() ? "ok   " : "FAIL ").append(c));
    return s.toString();
  }

  /** Runs the comparison up to an order, 1 or more. */
  public static GradientCheck run(Function<Tensor[], Tensor> f, int order, Tensor... inputs) {
    for (Tensor t : inputs) {
      if (t.dtype() != DType.F64) {
        throw new DTypeException(
            "checkGradients: inputs must be F64, got "
                + t.dtype()
                + "; differences in F32 are too coarse");
      }
    }
    List<Comparison> all = new ArrayList<>();
    Function<Tensor[], Tensor> g = f;
    for (int o = 1; o <= order; o++) {
      Function<Tensor[], Tensor> scalar = weighted(g, o, inputs);
      compare(scalar, o, inputs, all);
      g = gradientOf(scalar);
    }
    return new GradientCheck(all);
  }

  private static Function<Tensor[], Tensor> weighted(
      Function<Tensor[], Tensor> f, int order, Tensor[] inputs) {
    Tensor y = Autograd.noGrad(() -> f.apply(inputs));
    Tensor u = new Rng(77L + order).uniform(y.backend(), DType.F64, 0.5, 1.5, y.shape());
    return in -> f.apply(in).times(u).sum();
  }

  /** All gradients of a scalar function in one vector. */
  private static Function<Tensor[], Tensor> gradientOf(Function<Tensor[], Tensor> scalar) {
    return in -> {
      List<Tensor> flat =
          Autograd.valueAndGrad(scalar, in[0], java.util.Arrays.copyOfRange(in, 1, in.length))
              .gradients()
              .stream()
              .map(Tensor::flatten)
              .toList();
      return Tensor.concat(0, flat.toArray(new Tensor[0]));
    };
  }

  private static void compare(
      Function<Tensor[], Tensor> scalar, int order, Tensor[] inputs, List<Comparison> all) {
    List<Tensor> gradients =
        Autograd.valueAndGrad(
                scalar, inputs[0], java.util.Arrays.copyOfRange(inputs, 1, inputs.length))
            .gradients();
    for (int i = 0; i < inputs.length; i++) {
      Tensor x = inputs[i];
      Tensor v = new Rng(1000L * order + i).uniform(x.backend(), DType.F64, -1, 1, x.shape());
      double analytic = gradients.get(i).times(v).sum().item();
      double numeric = slope(scalar, inputs, i, v);
      Comparison c = new Comparison(order, i, analytic, numeric, "");
      all.add(
          c.agrees()
              ? c
              : new Comparison(
                  order, i, analytic, numeric, worst(scalar, inputs, i, gradients.get(i))));
    }
  }

  private static double slope(
      Function<Tensor[], Tensor> scalar, Tensor[] inputs, int i, Tensor direction) {
    return Autograd.noGrad(
        () ->
            (at(scalar, inputs, i, direction, H) - at(scalar, inputs, i, direction, -H)) / (2 * H));
  }

  private static double at(
      Function<Tensor[], Tensor> scalar, Tensor[] inputs, int i, Tensor direction, double h) {
    Tensor[] moved = inputs.clone();
    moved[i] = inputs[i].plus(direction.times(h));
    return scalar.apply(moved).item();
  }

  private static String worst(
      Function<Tensor[], Tensor> scalar, Tensor[] inputs, int i, Tensor gradient) {
    double[] g = gradient.toDoubles();
    int at = -1;
    double error = -1;
    double numeric = 0;
    for (int k = 0; k < g.length; k++) {
      double[] unit = new double[g.length];
      unit[k] = 1;
      double d = slope(scalar, inputs, i, Tensor.of(gradient.backend(), unit, gradient.shape()));
      if (!(Math.abs(d - g[k]) <= error)) {
        error = Math.abs(d - g[k]);
        at = k;
        numeric = d;
      }
    }
    return at < 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; worst at flat position %d of %s: %.6g, should be %.6g",
            at,
            gradient.shape(),
            g[at],
            numeric);
  }
}
