package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.LionStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lion (Chen et al. 2023), which steps by the sign of a momentum; {@link LionStep} has the formula.
 * It takes a rate some times smaller, and a decay as many times larger, than AdamW.
 *
 * @param lr learning rate η, 0 or more
 * @param beta1 β₁, how much of the momentum the step's direction keeps
 * @param beta2 β₂, how much of the momentum a step keeps
 * @param weightDecay λ; a step first scales the parameter by 1 − ηλ
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Lion(
    double lr,
    double beta1,
    double beta2,
    double weightDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Lion> {
  private static final Lion DEFAULT = new Lion(1e-4, 0.9, 0.99, 0, false, null);

  /** Checks the settings. */
  public Lion {
    Check.notNegative("Lion", "lr", lr);
    Check.fraction("Lion", "beta1", beta1);
    Check.fraction("Lion", "beta2", beta2);
    Check.notNegative("Lion", "weightDecay", weightDecay);
  }

  /**
   * The paper's defaults: {@code lr} 1e-4, {@code beta1} 0.9, {@code beta2} 0.99, {@code
   * weightDecay} 0.
   */
  public static Lion settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Lion of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Lion of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Lion> of(Parameters parameters, UnaryOperator<Lion> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Lion lr(double value) {
    return new Lion(value, beta1, beta2, weightDecay, maximize, parameters);
  }

  /** With other β₁ and β₂. */
  public Lion betas(double first, double second) {
    return new Lion(lr, first, second, weightDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Lion weightDecay(double value) {
    return new Lion(lr, beta1, beta2, value, maximize, parameters);
  }

  @Override
  public Lion maximize(boolean value) {
    return new Lion(lr, beta1, beta2, weightDecay, value, parameters);
  }

  @Override
  public Lion over(@Nullable Parameters value) {
    return new Lion(lr, beta1, beta2, weightDecay, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new LionStep(lr, beta1, beta2, weightDecay);
  }
}
