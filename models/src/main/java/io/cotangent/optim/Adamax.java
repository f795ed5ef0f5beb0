package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AdamaxStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adamax, Adam by the largest gradient (Kingma and Ba 2015); {@link AdamaxStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param beta1 β₁, how much of the mean of gradients a step keeps
 * @param beta2 β₂, how much of the largest gradient a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, added to the gradient as λ·p
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Adamax(
    double lr,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Adamax> {
  private static final Adamax DEFAULT = new Adamax(2e-3, 0.9, 0.999, 1e-8, 0, false, null);

  /** Checks the settings. */
  public Adamax {
    Check.notNegative("Adamax", "lr", lr);
    Check.fraction("Adamax", "beta1", beta1);
    Check.fraction("Adamax", "beta2", beta2);
    Check.notNegative("Adamax", "eps", eps);
    Check.notNegative("Adamax", "weightDecay", weightDecay);
  }

  /**
   * PyTorch's defaults: {@code lr} 2e-3, {@code beta1} 0.9, {@code beta2} 0.999, {@code eps} 1e-8,
   * {@code weightDecay} 0.
   */
  public static Adamax settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Adamax of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Adamax of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Adamax> of(Parameters parameters, UnaryOperator<Adamax> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Adamax lr(double value) {
    return new Adamax(value, beta1, beta2, eps, weightDecay, maximize, parameters);
  }

  /** With other β₁ and β₂. */
  public Adamax betas(double first, double second) {
    return new Adamax(lr, first, second, eps, weightDecay, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Adamax eps(double value) {
    return new Adamax(lr, beta1, beta2, value, weightDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Adamax weightDecay(double value) {
    return new Adamax(lr, beta1, beta2, eps, value, maximize, parameters);
  }

  @Override
  public Adamax maximize(boolean value) {
    return new Adamax(lr, beta1, beta2, eps, weightDecay, value, parameters);
  }

  @Override
  public Adamax over(@Nullable Parameters value) {
    return new Adamax(lr, beta1, beta2, eps, weightDecay, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_inf");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new AdamaxStep(lr, beta1, beta2, eps, weightDecay, step);
  }
}
