package io.cotangent.optim;

import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.RmspropStep;
import java.util.Collection;

/** RMSprop; see {@link RmspropStep} for the rule. */
public final class Rmsprop extends Ruled {
  private final double alpha;
  private final double epsilon;
  private final double weightDecay;
  private final double momentum;
  private final boolean centered;

  /** With α = 0.99, ε = 1e-8. */
  public Rmsprop(Layer model, double lr) {
    this(of(model), lr, 0.99, 1e-8, 0, 0, false);
  }

  /** With everything. */
  public Rmsprop(
      Collection<Parameter> parameters,
      double lr,
      double alpha,
      double epsilon,
      double weightDecay,
      double momentum,
      boolean centered) {
    super(parameters, lr);
    this.alpha = fraction("alpha", alpha);
    this.epsilon = positive("epsilon", epsilon);
    this.weightDecay = notNegative("weightDecay", weightDecay);
    this.momentum = notNegative("momentum", momentum);
    this.centered = centered;
  }

  @Override
  InPlace rule(long t) {
    return new RmspropStep(lr(), alpha, epsilon, weightDecay, momentum, centered);
  }
}
