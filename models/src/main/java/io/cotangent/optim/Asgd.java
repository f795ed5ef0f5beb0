package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AsgdStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky 1992); {@link AsgdStep} has the
 * formula. The average is the slot {@code ax}.
 *
 * @param lr learning rate η, 0 or more
 * @param lambd λ, decay of the parameter, and of the learning rate: ηₜ = η/(1 + ληt)^α
 * @param alpha α, power of that decay
 * @param t0 step after which the average begins
 * @param weightDecay λ, added to the gradient as λ·p
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Asgd(
    double lr,
    double lambd,
    double alpha,
    double t0,
    double weightDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Asgd> {
  private static final Asgd DEFAULT = new Asgd(1e-2, 1e-4, 0.75, 1e6, 0, false, null);

  /** Checks the settings. */
  public Asgd {
    Check.notNegative("Asgd", "lr", lr);
    Check.notNegative("Asgd", "lambd", lambd);
    Check.notNegative("Asgd", "alpha", alpha);
    Check.notNegative("Asgd", "t0", t0);
    Check.notNegative("Asgd", "weightDecay", weightDecay);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-2, {@code lambd} 1e-4, {@code alpha} 0.75, {@code t0} 1e6,
   * {@code weightDecay} 0.
   */
  public static Asgd settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Asgd of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Asgd of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Asgd> of(Parameters parameters, UnaryOperator<Asgd> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Asgd lr(double value) {
    return new Asgd(value, lambd, alpha, t0, weightDecay, maximize, parameters);
  }

  /** With another {@code lambd}. */
  public Asgd lambd(double value) {
    return new Asgd(lr, value, alpha, t0, weightDecay, maximize, parameters);
  }

  /** With another {@code alpha}. */
  public Asgd alpha(double value) {
    return new Asgd(lr, lambd, value, t0, weightDecay, maximize, parameters);
  }

  /** With another {@code t0}. */
  public Asgd t0(double value) {
    return new Asgd(lr, lambd, alpha, value, weightDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Asgd weightDecay(double value) {
    return new Asgd(lr, lambd, alpha, t0, value, maximize, parameters);
  }

  @Override
  public Asgd maximize(boolean value) {
    return new Asgd(lr, lambd, alpha, t0, weightDecay, value, parameters);
  }

  @Override
  public Asgd over(@Nullable Parameters value) {
    return new Asgd(lr, lambd, alpha, t0, weightDecay, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("ax");
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    double eta = lr / StrictMath.pow(1 + lambd * lr * (step - 1), alpha);
    double mu = 1 / Math.max(1, step - 1 - t0);
    return new AsgdStep(eta, lambd, weightDecay, mu);
  }
}
