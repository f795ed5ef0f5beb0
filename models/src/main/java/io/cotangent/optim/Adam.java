package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AdamStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adam (Kingma and Ba 2015); {@link AdamStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param beta1 β₁, how much of the mean of gradients a step keeps
 * @param beta2 β₂, how much of the mean of their squares a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, added to the gradient as λ·p
 * @param amsgrad whether it divides by the largest second moment so far (Reddi et al. 2018)
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Adam(
    double lr,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    boolean amsgrad,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Adam> {
  private static final Adam DEFAULT = new Adam(1e-3, 0.9, 0.999, 1e-8, 0, false, false, null);

  /** Checks the settings. */
  public Adam {
    Check.notNegative("Adam", "lr", lr);
    Check.fraction("Adam", "beta1", beta1);
    Check.fraction("Adam", "beta2", beta2);
    Check.notNegative("Adam", "eps", eps);
    Check.notNegative("Adam", "weightDecay", weightDecay);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-3, {@code beta1} 0.9, {@code beta2} 0.999, {@code eps} 1e-8,
   * {@code weightDecay} 0, {@code amsgrad} false.
   */
  public static Adam settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Adam of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Adam of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Adam> of(Parameters parameters, UnaryOperator<Adam> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Adam lr(double value) {
    return new Adam(value, beta1, beta2, eps, weightDecay, amsgrad, maximize, parameters);
  }

  /** With other β₁ and β₂. */
  public Adam betas(double first, double second) {
    return new Adam(lr, first, second, eps, weightDecay, amsgrad, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Adam eps(double value) {
    return new Adam(lr, beta1, beta2, value, weightDecay, amsgrad, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Adam weightDecay(double value) {
    return new Adam(lr, beta1, beta2, eps, value, amsgrad, maximize, parameters);
  }

  /** With another {@code amsgrad}. */
  public Adam amsgrad(boolean value) {
    return new Adam(lr, beta1, beta2, eps, weightDecay, value, maximize, parameters);
  }

  @Override
  public Adam maximize(boolean value) {
    return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, value, parameters);
  }

  @Override
  public Adam over(@Nullable Parameters value) {
    return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, value);
  }

  @Override
  public List<String> slots() {
    return amsgrad
        ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
        : List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new AdamStep(lr, beta1, beta2, eps, weightDecay, false, amsgrad, step);
  }
}
