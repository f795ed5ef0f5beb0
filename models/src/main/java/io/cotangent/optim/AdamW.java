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
 * AdamW, Adam with decoupled weight decay (Loshchilov and Hutter 2019); {@link AdamStep} has the
 * formula.
 *
 * @param lr learning rate η, 0 or more
 * @param beta1 β₁, how much of the mean of gradients a step keeps
 * @param beta2 β₂, how much of the mean of their squares a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ; a step first scales the parameter by 1 − ηλ
 * @param amsgrad whether it divides by the largest second moment so far (Reddi et al. 2018)
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record AdamW(
    double lr,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    boolean amsgrad,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<AdamW> {
  private static final AdamW DEFAULT = new AdamW(1e-3, 0.9, 0.999, 1e-8, 1e-2, false, false, null);

  /** Checks the settings. */
  public AdamW {
    Check.notNegative("AdamW", "lr", lr);
    Check.fraction("AdamW", "beta1", beta1);
    Check.fraction("AdamW", "beta2", beta2);
    Check.notNegative("AdamW", "eps", eps);
    Check.notNegative("AdamW", "weightDecay", weightDecay);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-3, {@code beta1} 0.9, {@code beta2} 0.999, {@code eps} 1e-8,
   * {@code weightDecay} 1e-2, {@code amsgrad} false.
   */
  public static AdamW settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static AdamW of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static AdamW of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<AdamW> of(Parameters parameters, UnaryOperator<AdamW> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public AdamW lr(double value) {
    return new AdamW(value, beta1, beta2, eps, weightDecay, amsgrad, maximize, parameters);
  }

  /** With other β₁ and β₂. */
  public AdamW betas(double first, double second) {
    return new AdamW(lr, first, second, eps, weightDecay, amsgrad, maximize, parameters);
  }

  /** With another {@code eps}. */
  public AdamW eps(double value) {
    return new AdamW(lr, beta1, beta2, value, weightDecay, amsgrad, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public AdamW weightDecay(double value) {
    return new AdamW(lr, beta1, beta2, eps, value, amsgrad, maximize, parameters);
  }

  /** With another {@code amsgrad}. */
  public AdamW amsgrad(boolean value) {
    return new AdamW(lr, beta1, beta2, eps, weightDecay, value, maximize, parameters);
  }

  @Override
  public AdamW maximize(boolean value) {
    return new AdamW(lr, beta1, beta2, eps, weightDecay, amsgrad, value, parameters);
  }

  @Override
  public AdamW over(@Nullable Parameters value) {
    return new AdamW(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, value);
  }

  @Override
  public List<String> slots() {
    return amsgrad
        ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
        : List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new AdamStep(lr, beta1, beta2, eps, weightDecay, true, amsgrad, step);
  }
}
