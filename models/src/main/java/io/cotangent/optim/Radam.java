package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.RadamStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * RAdam, Adam whose first steps wait for a variance to divide by (Liu et al. 2020); {@link
 * RadamStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param beta1 β₁, how much of the mean of gradients a step keeps
 * @param beta2 β₂, how much of the mean of their squares a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, added to the gradient as λ·p
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Radam(
    double lr,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Radam> {
  private static final Radam DEFAULT = new Radam(1e-3, 0.9, 0.999, 1e-8, 0, false, null);

  /** Checks the settings. */
  public Radam {
    Check.notNegative("Radam", "lr", lr);
    Check.fraction("Radam", "beta1", beta1);
    Check.fraction("Radam", "beta2", beta2);
    Check.notNegative("Radam", "eps", eps);
    Check.notNegative("Radam", "weightDecay", weightDecay);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-3, {@code beta1} 0.9, {@code beta2} 0.999, {@code eps} 1e-8,
   * {@code weightDecay} 0.
   */
  public static Radam settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Radam of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Radam of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Radam> of(Parameters parameters, UnaryOperator<Radam> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Radam lr(double value) {
    return new Radam(value, beta1, beta2, eps, weightDecay, maximize, parameters);
  }

  /** With other β₁ and β₂. */
  public Radam betas(double first, double second) {
    return new Radam(lr, first, second, eps, weightDecay, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Radam eps(double value) {
    return new Radam(lr, beta1, beta2, value, weightDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Radam weightDecay(double value) {
    return new Radam(lr, beta1, beta2, eps, value, maximize, parameters);
  }

  @Override
  public Radam maximize(boolean value) {
    return new Radam(lr, beta1, beta2, eps, weightDecay, value, parameters);
  }

  @Override
  public Radam over(@Nullable Parameters value) {
    return new Radam(lr, beta1, beta2, eps, weightDecay, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new RadamStep(lr, beta1, beta2, eps, weightDecay, step);
  }
}
