package io.cotangent.optim;

import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AsgdStep;
import java.util.Collection;

/** Averaged SGD; see {@link AsgdStep} for the rule. */
public final class Asgd extends Ruled {
  private final double lambda;
  private final double alpha;
  private final double t0;
  private final double weightDecay;

  /** With λ = 1e-4, α = 0.75, averaging from step 1,000,000 on. */
  public Asgd(Layer model, double lr) {
    this(of(model), lr, 1e-4, 0.75, 1e6, 0);
  }

  /** With everything. */
  public Asgd(
      Collection<Parameter> parameters,
      double lr,
      double lambda,
      double alpha,
      double t0,
      double weightDecay) {
    super(parameters, lr);
    this.lambda = notNegative("lambda", lambda);
    this.alpha = notNegative("alpha", alpha);
    this.t0 = notNegative("t0", t0);
    this.weightDecay = notNegative("weightDecay", weightDecay);
  }

  @Override
  InPlace rule(long t) {
    // The rate of a step comes of the step before it.
    double eta = lr() / StrictMath.pow(1 + lambda * lr() * (t - 1), alpha);
    double mu = 1 / Math.max(1, t - 1 - t0);
    return new AsgdStep(eta, lambda, weightDecay, mu);
  }
}
