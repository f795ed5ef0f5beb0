package io.cotangent.optim;

import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AdadeltaStep;
import java.util.Collection;

/** Adadelta; see {@link AdadeltaStep} for the rule. */
public final class Adadelta extends Ruled {
  private final double rho;
  private final double epsilon;
  private final double weightDecay;

  /** With ρ = 0.9, ε = 1e-6. */
  public Adadelta(Layer model, double lr) {
    this(of(model), lr, 0.9, 1e-6, 0);
  }

  /** With everything. */
  public Adadelta(
      Collection<Parameter> parameters, double lr, double rho, double epsilon, double weightDecay) {
    super(parameters, lr);
    this.rho = fraction("rho", rho);
    this.epsilon = positive("epsilon", epsilon);
    this.weightDecay = notNegative("weightDecay", weightDecay);
  }

  @Override
  InPlace rule(long t) {
    return new AdadeltaStep(lr(), rho, epsilon, weightDecay);
  }
}
