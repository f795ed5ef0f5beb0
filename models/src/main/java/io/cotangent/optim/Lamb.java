package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.TensorwiseRules.LambStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * LAMB (You et al. 2020), Adam for large batches with a trust ratio for each tensor; {@link
 * LambStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param beta1 β₁, how much of the mean of gradients a step keeps
 * @param beta2 β₂, how much of the mean of their squares a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, within the step that the trust ratio scales
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Lamb(
    double lr,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Lamb> {
  private static final Lamb DEFAULT = new Lamb(1e-3, 0.9, 0.999, 1e-6, 0, false, null);

  /** Checks the settings. */
  public Lamb {
    Check.notNegative("Lamb", "lr", lr);
    Check.fraction("Lamb", "beta1", beta1);
    Check.fraction("Lamb", "beta2", beta2);
    Check.notNegative("Lamb", "eps", eps);
    Check.notNegative("Lamb", "weightDecay", weightDecay);
  }

  /**
   * The paper's defaults: {@code lr} 1e-3, {@code beta1} 0.9, {@code beta2} 0.999, {@code eps}
   * 1e-6, {@code weightDecay} 0.
   */
  public static Lamb settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Lamb of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Lamb of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Lamb> of(Parameters parameters, UnaryOperator<Lamb> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Lamb lr(double value) {
    return new Lamb(value, beta1, beta2, eps, weightDecay, maximize, parameters);
  }

  /** With other β₁ and β₂. */
  public Lamb betas(double first, double second) {
    return new Lamb(lr, first, second, eps, weightDecay, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Lamb eps(double value) {
    return new Lamb(lr, beta1, beta2, value, weightDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Lamb weightDecay(double value) {
    return new Lamb(lr, beta1, beta2, eps, value, maximize, parameters);
  }

  @Override
  public Lamb maximize(boolean value) {
    return new Lamb(lr, beta1, beta2, eps, weightDecay, value, parameters);
  }

  @Override
  public Lamb over(@Nullable Parameters value) {
    return new Lamb(lr, beta1, beta2, eps, weightDecay, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new LambStep(lr, beta1, beta2, eps, weightDecay, step);
  }
}
