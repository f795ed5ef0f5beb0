package io.cotangent.optim;

import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import io.cotangent.op.UpdateRules.AdamStep;
import java.util.Collection;

/** Adam, and AdamW with decoupled weight decay; see {@link AdamStep} for the rule. */
public final class Adam extends Optimizer {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final boolean decoupled;
  private final boolean amsgrad;
  private final Tensor[][] moments;
  private long step;

  /** With β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public Adam(Layer model, double lr) {
    this(of(model), lr, 0.9, 0.999, 1e-8, 0, false, false);
  }

  /** AdamW: weight decay applied to the parameter, not to the gradient. */
  public static Adam adamW(Layer model, double lr, double weightDecay) {
    return new Adam(of(model), lr, 0.9, 0.999, 1e-8, weightDecay, true, false);
  }

  /** With everything. */
  public Adam(
      Collection<Parameter> parameters,
      double lr,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      boolean decoupled,
      boolean amsgrad) {
    super(parameters, lr);
    this.beta1 = fraction("beta1", beta1);
    this.beta2 = fraction("beta2", beta2);
    this.epsilon = positive("epsilon", epsilon);
    this.weightDecay = notNegative("weightDecay", weightDecay);
    this.decoupled = decoupled;
    this.amsgrad = amsgrad;
    this.moments = new Tensor[count()][];
  }

  @Override
  protected void begin() {
    step++;
  }

  @Override
  @SuppressWarnings("NullAway") // entries are made at a parameter's first step
  protected void update(int i, Parameter p, Tensor g) {
    AdamStep rule =
        new AdamStep(lr(), beta1, beta2, epsilon, weightDecay, decoupled, amsgrad, step);
    if (moments[i] == null) {
      moments[i] = zeros(g, rule.states() - 1);
    }
    moments[i] =
        amsgrad
            ? p.update(rule, moments[i][0], moments[i][1], moments[i][2], g)
            : p.update(rule, moments[i][0], moments[i][1], g);
  }
}
