package io.cotangent.optim;

import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.RpropStep;
import java.util.Collection;

/** Resilient backpropagation; see {@link RpropStep} for the rule. */
public final class Rprop extends Ruled {
  private final double shrink;
  private final double grow;
  private final double least;
  private final double most;

  /** With η⁻ = 0.5, η⁺ = 1.2, steps between 1e-6 and 50; the learning rate is the first step. */
  public Rprop(Layer model, double lr) {
    this(of(model), lr, 0.5, 1.2, 1e-6, 50);
  }

  /** With everything. */
  public Rprop(
      Collection<Parameter> parameters,
      double lr,
      double shrink,
      double grow,
      double least,
      double most) {
    super(parameters, lr);
    this.shrink = fraction("shrink", shrink);
    this.grow = positive("grow", grow);
    this.least = notNegative("least", least);
    this.most = positive("most", most);
  }

  @Override
  InPlace rule(long t) {
    return new RpropStep(shrink, grow, least, most);
  }

  @Override
  Tensor[] start(Tensor p, int n) {
    return new Tensor[] {p.zerosLike().copy(), p.zerosLike().plus(lr())};
  }
}
