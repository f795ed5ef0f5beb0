package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.RmspropStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * RMSprop (Tieleman and Hinton 2012); {@link RmspropStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param alpha α, how much of the mean of squares a step keeps
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, added to the gradient as λ·p
 * @param momentum μ, how much of its velocity a step keeps; 0 for none
 * @param centered whether the mean gradient is taken off: division by the variance
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Rmsprop(
    double lr,
    double alpha,
    double eps,
    double weightDecay,
    double momentum,
    boolean centered,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Rmsprop> {
  private static final Rmsprop DEFAULT = new Rmsprop(1e-2, 0.99, 1e-8, 0, 0, false, false, null);

  /** Checks the settings. */
  public Rmsprop {
    Check.notNegative("Rmsprop", "lr", lr);
    Check.fraction("Rmsprop", "alpha", alpha);
    Check.notNegative("Rmsprop", "eps", eps);
    Check.notNegative("Rmsprop", "weightDecay", weightDecay);
    Check.fraction("Rmsprop", "momentum", momentum);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-2, {@code alpha} 0.99, {@code eps} 1e-8, {@code weightDecay}
   * 0, {@code momentum} 0, {@code centered} false.
   */
  public static Rmsprop settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Rmsprop of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Rmsprop of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Rmsprop> of(Parameters parameters, UnaryOperator<Rmsprop> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Rmsprop lr(double value) {
    return new Rmsprop(value, alpha, eps, weightDecay, momentum, centered, maximize, parameters);
  }

  /** With another {@code alpha}. */
  public Rmsprop alpha(double value) {
    return new Rmsprop(lr, value, eps, weightDecay, momentum, centered, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Rmsprop eps(double value) {
    return new Rmsprop(lr, alpha, value, weightDecay, momentum, centered, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Rmsprop weightDecay(double value) {
    return new Rmsprop(lr, alpha, eps, value, momentum, centered, maximize, parameters);
  }

  /** With another {@code momentum}. */
  public Rmsprop momentum(double value) {
    return new Rmsprop(lr, alpha, eps, weightDecay, value, centered, maximize, parameters);
  }

  /** With another {@code centered}. */
  public Rmsprop centered(boolean value) {
    return new Rmsprop(lr, alpha, eps, weightDecay, momentum, value, maximize, parameters);
  }

  @Override
  public Rmsprop maximize(boolean value) {
    return new Rmsprop(lr, alpha, eps, weightDecay, momentum, centered, value, parameters);
  }

  @Override
  public Rmsprop over(@Nullable Parameters value) {
    return new Rmsprop(lr, alpha, eps, weightDecay, momentum, centered, maximize, value);
  }

  @Override
  public List<String> slots() {
    return centered
        ? momentum > 0
            ? List.of("square_avg", "momentum_buffer", "grad_avg")
            : List.of("square_avg", "grad_avg")
        : momentum > 0 ? List.of("square_avg", "momentum_buffer") : List.of("square_avg");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new RmspropStep(lr, alpha, eps, weightDecay, momentum, centered);
  }
}
