package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AdadeltaStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adadelta (Zeiler 2012); {@link AdadeltaStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param rho ρ, how much of the mean of squares a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, added to the gradient as λ·p
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Adadelta(
    double lr,
    double rho,
    double eps,
    double weightDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Adadelta> {
  private static final Adadelta DEFAULT = new Adadelta(1, 0.9, 1e-6, 0, false, null);

  /** Checks the settings. */
  public Adadelta {
    Check.notNegative("Adadelta", "lr", lr);
    Check.fraction("Adadelta", "rho", rho);
    Check.notNegative("Adadelta", "eps", eps);
    Check.notNegative("Adadelta", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults: {@code lr} 1, {@code rho} 0.9, {@code eps} 1e-6, {@code weightDecay} 0. */
  public static Adadelta settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Adadelta of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Adadelta of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Adadelta> of(Parameters parameters, UnaryOperator<Adadelta> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Adadelta lr(double value) {
    return new Adadelta(value, rho, eps, weightDecay, maximize, parameters);
  }

  /** With another {@code rho}. */
  public Adadelta rho(double value) {
    return new Adadelta(lr, value, eps, weightDecay, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Adadelta eps(double value) {
    return new Adadelta(lr, rho, value, weightDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Adadelta weightDecay(double value) {
    return new Adadelta(lr, rho, eps, value, maximize, parameters);
  }

  @Override
  public Adadelta maximize(boolean value) {
    return new Adadelta(lr, rho, eps, weightDecay, value, parameters);
  }

  @Override
  public Adadelta over(@Nullable Parameters value) {
    return new Adadelta(lr, rho, eps, weightDecay, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("square_avg", "acc_delta");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new AdadeltaStep(lr, rho, eps, weightDecay);
  }
}
