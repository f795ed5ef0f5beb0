package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.UpdateRules.SgdStep;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum, Nesterov's form of it, and weight decay; see {@link
 * SgdStep} for the rule.
 */
public final class Sgd extends Optimizer {
  private final double momentum;
  private final double dampening;
  private final double weightDecay;
  private final boolean nesterov;
  private final @Nullable Tensor[] velocity;

  /** Plain: p −= lr·g. */
  public Sgd(Layer model, double lr) {
    this(of(model), lr, 0, 0, 0, false);
  }

  /** With momentum. */
  public Sgd(Layer model, double lr, double momentum) {
    this(of(model), lr, momentum, 0, 0, false);
  }

  /** With everything. */
  public Sgd(
      Collection<Parameter> parameters,
      double lr,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov) {
    super(parameters, lr);
    this.momentum = fraction("momentum", momentum);
    this.dampening = dampening;
    this.weightDecay = notNegative("weightDecay", weightDecay);
    this.nesterov = nesterov;
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new ArgumentException("optimizer: nesterov needs a momentum above 0 and no dampening");
    }
    this.velocity = new @Nullable Tensor[count()];
  }

  @Override
  protected void update(int i, Parameter p, Tensor g) {
    Tensor b = velocity[i];
    SgdStep step = new SgdStep(lr(), momentum, dampening, weightDecay, nesterov, b == null);
    if (momentum == 0) {
      p.update(step, g);
    } else {
      velocity[i] = p.update(step, b == null ? zeros(g, 1)[0] : b, g)[0];
    }
  }
}
