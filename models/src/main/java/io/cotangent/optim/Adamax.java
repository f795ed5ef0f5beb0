package io.cotangent.optim;

import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AdamaxStep;
import java.util.Collection;

/** Adamax; see {@link AdamaxStep} for the rule. */
public final class Adamax extends Ruled {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;

  /** With β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public Adamax(Layer model, double lr) {
    this(of(model), lr, 0.9, 0.999, 1e-8, 0);
  }

  /** With everything. */
  public Adamax(
      Collection<Parameter> parameters,
      double lr,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay) {
    super(parameters, lr);
    this.beta1 = fraction("beta1", beta1);
    this.beta2 = fraction("beta2", beta2);
    this.epsilon = positive("epsilon", epsilon);
    this.weightDecay = notNegative("weightDecay", weightDecay);
  }

  @Override
  InPlace rule(long t) {
    return new AdamaxStep(lr(), beta1, beta2, epsilon, weightDecay, t);
  }
}
