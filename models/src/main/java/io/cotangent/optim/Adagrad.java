package io.cotangent.optim;

import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AdagradStep;
import java.util.Collection;

/** Adagrad; see {@link AdagradStep} for the rule. */
public final class Adagrad extends Ruled {
  private final double lrDecay;
  private final double epsilon;
  private final double weightDecay;
  private final double initial;

  /** With ε = 1e-10, no decay, sums from 0 on. */
  public Adagrad(Layer model, double lr) {
    this(of(model), lr, 0, 1e-10, 0, 0);
  }

  /** With everything. */
  public Adagrad(
      Collection<Parameter> parameters,
      double lr,
      double lrDecay,
      double epsilon,
      double weightDecay,
      double initial) {
    super(parameters, lr);
    this.lrDecay = notNegative("lrDecay", lrDecay);
    this.epsilon = positive("epsilon", epsilon);
    this.weightDecay = notNegative("weightDecay", weightDecay);
    this.initial = notNegative("initial", initial);
  }

  @Override
  InPlace rule(long t) {
    return new AdagradStep(lr(), lrDecay, epsilon, weightDecay, t);
  }

  @Override
  Tensor[] start(Tensor p, int n) {
    return new Tensor[] {p.zerosLike().plus(initial)};
  }
}
