package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.NadamStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * NAdam, Adam with Nesterov's momentum (Dozat 2016); {@link NadamStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param beta1 β₁, how much of the mean of gradients a step keeps
 * @param beta2 β₂, how much of the mean of their squares a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, added to the gradient as λ·p
 * @param momentumDecay how fast the momentum reaches β₁
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Nadam(
    double lr,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    double momentumDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Nadam> {
  private static final Nadam DEFAULT = new Nadam(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3, false, null);

  /** Checks the settings. */
  public Nadam {
    Check.notNegative("Nadam", "lr", lr);
    Check.fraction("Nadam", "beta1", beta1);
    Check.fraction("Nadam", "beta2", beta2);
    Check.notNegative("Nadam", "eps", eps);
    Check.notNegative("Nadam", "weightDecay", weightDecay);
    Check.notNegative("Nadam", "momentumDecay", momentumDecay);
  }

  /**
   * PyTorch's defaults: {@code lr} 2e-3, {@code beta1} 0.9, {@code beta2} 0.999, {@code eps} 1e-8,
   * {@code weightDecay} 0, {@code momentumDecay} 4e-3.
   */
  public static Nadam settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Nadam of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Nadam of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Nadam> of(Parameters parameters, UnaryOperator<Nadam> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Nadam lr(double value) {
    return new Nadam(value, beta1, beta2, eps, weightDecay, momentumDecay, maximize, parameters);
  }

  /** With other β₁ and β₂. */
  public Nadam betas(double first, double second) {
    return new Nadam(lr, first, second, eps, weightDecay, momentumDecay, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Nadam eps(double value) {
    return new Nadam(lr, beta1, beta2, value, weightDecay, momentumDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Nadam weightDecay(double value) {
    return new Nadam(lr, beta1, beta2, eps, value, momentumDecay, maximize, parameters);
  }

  /** With another {@code momentumDecay}. */
  public Nadam momentumDecay(double value) {
    return new Nadam(lr, beta1, beta2, eps, weightDecay, value, maximize, parameters);
  }

  @Override
  public Nadam maximize(boolean value) {
    return new Nadam(lr, beta1, beta2, eps, weightDecay, momentumDecay, value, parameters);
  }

  @Override
  public Nadam over(@Nullable Parameters value) {
    return new Nadam(lr, beta1, beta2, eps, weightDecay, momentumDecay, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public List<String> numbers() {
    return List.of("mu_product");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    double product = numbers.getOrDefault("mu_product", 1.0) * mu(step);
    numbers.put("mu_product", product);
    return new NadamStep(lr, beta1, beta2, eps, weightDecay, mu(step), mu(step + 1), product, step);
  }

  private double mu(long step) {
    return beta1 * (1 - 0.5 * StrictMath.pow(0.96, step * momentumDecay));
  }
}
