package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.SgdStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum, Nesterov's form of it, and weight decay; {@link
 * SgdStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param momentum μ, how much of its velocity a step keeps; 0 for none
 * @param dampening how much less than whole a gradient enters the velocity
 * @param weightDecay λ, added to the gradient as λ·p
 * @param nesterov whether the step looks ahead along the velocity
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Sgd(
    double lr,
    double momentum,
    double dampening,
    double weightDecay,
    boolean nesterov,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Sgd> {
  private static final Sgd DEFAULT = new Sgd(1e-3, 0, 0, 0, false, false, null);

  /** Checks the settings. */
  public Sgd {
    Check.notNegative("Sgd", "lr", lr);
    Check.fraction("Sgd", "momentum", momentum);
    Check.finite("Sgd", "dampening", dampening);
    Check.notNegative("Sgd", "weightDecay", weightDecay);
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new ArgumentException("Sgd: nesterov needs a momentum above 0 and no dampening");
    }
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-3, {@code momentum} 0, {@code dampening} 0, {@code
   * weightDecay} 0, {@code nesterov} false.
   */
  public static Sgd settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Sgd of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Sgd of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Sgd> of(Parameters parameters, UnaryOperator<Sgd> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Sgd lr(double value) {
    return new Sgd(value, momentum, dampening, weightDecay, nesterov, maximize, parameters);
  }

  /** With another {@code momentum}. */
  public Sgd momentum(double value) {
    return new Sgd(lr, value, dampening, weightDecay, nesterov, maximize, parameters);
  }

  /** With another {@code dampening}. */
  public Sgd dampening(double value) {
    return new Sgd(lr, momentum, value, weightDecay, nesterov, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Sgd weightDecay(double value) {
    return new Sgd(lr, momentum, dampening, value, nesterov, maximize, parameters);
  }

  /** With another {@code nesterov}. */
  public Sgd nesterov(boolean value) {
    return new Sgd(lr, momentum, dampening, weightDecay, value, maximize, parameters);
  }

  @Override
  public Sgd maximize(boolean value) {
    return new Sgd(lr, momentum, dampening, weightDecay, nesterov, value, parameters);
  }

  @Override
  public Sgd over(@Nullable Parameters value) {
    return new Sgd(lr, momentum, dampening, weightDecay, nesterov, maximize, value);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of() : List.of("momentum_buffer");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new SgdStep(lr, momentum, dampening, weightDecay, nesterov, step == 1);
  }
}
