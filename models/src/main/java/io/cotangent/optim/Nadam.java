package io.cotangent.optim;

import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.NadamStep;
import java.util.Collection;

/** NAdam; see {@link NadamStep} for the rule. */
public final class Nadam extends Ruled {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final double momentumDecay;
  private double product = 1;
  private long counted;

  /** With β₁ = 0.9, β₂ = 0.999, ε = 1e-8, momentum decay 0.004. */
  public Nadam(Layer model, double lr) {
    this(of(model), lr, 0.9, 0.999, 1e-8, 0, 0.004);
  }

  /** With everything. */
  public Nadam(
      Collection<Parameter> parameters,
      double lr,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double momentumDecay) {
    super(parameters, lr);
    this.beta1 = fraction("beta1", beta1);
    this.beta2 = fraction("beta2", beta2);
    this.epsilon = positive("epsilon", epsilon);
    this.weightDecay = notNegative("weightDecay", weightDecay);
    this.momentumDecay = notNegative("momentumDecay", momentumDecay);
  }

  @Override
  InPlace rule(long t) {
    for (; counted < t; counted++) {
      product *= mu(counted + 1);
    }
    return new NadamStep(lr(), beta1, beta2, epsilon, weightDecay, mu(t), mu(t + 1), product, t);
  }

  private double mu(long t) {
    return beta1 * (1 - 0.5 * StrictMath.pow(0.96, t * momentumDecay));
  }
}
