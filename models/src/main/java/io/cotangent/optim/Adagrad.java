package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.AdagradStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adagrad (Duchi et al. 2011); {@link AdagradStep} has the formula.
 *
 * @param lr learning rate η, 0 or more
 * @param lrDecay how fast the learning rate falls: η/(1 + (t − 1)·decay)
 * @param eps keeps the divisor from 0
 * @param weightDecay λ, added to the gradient as λ·p
 * @param initialAccumulatorValue what the sum of squares begins with
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Adagrad(
    double lr,
    double lrDecay,
    double eps,
    double weightDecay,
    double initialAccumulatorValue,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Adagrad> {
  private static final Adagrad DEFAULT = new Adagrad(1e-2, 0, 1e-10, 0, 0, false, null);

  /** Checks the settings. */
  public Adagrad {
    Check.notNegative("Adagrad", "lr", lr);
    Check.notNegative("Adagrad", "lrDecay", lrDecay);
    Check.notNegative("Adagrad", "eps", eps);
    Check.notNegative("Adagrad", "weightDecay", weightDecay);
    Check.notNegative("Adagrad", "initialAccumulatorValue", initialAccumulatorValue);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-2, {@code lrDecay} 0, {@code eps} 1e-10, {@code weightDecay}
   * 0, {@code initialAccumulatorValue} 0.
   */
  public static Adagrad settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Adagrad of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Adagrad of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Adagrad> of(Parameters parameters, UnaryOperator<Adagrad> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Adagrad lr(double value) {
    return new Adagrad(
        value, lrDecay, eps, weightDecay, initialAccumulatorValue, maximize, parameters);
  }

  /** With another {@code lrDecay}. */
  public Adagrad lrDecay(double value) {
    return new Adagrad(lr, value, eps, weightDecay, initialAccumulatorValue, maximize, parameters);
  }

  /** With another {@code eps}. */
  public Adagrad eps(double value) {
    return new Adagrad(
        lr, lrDecay, value, weightDecay, initialAccumulatorValue, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Adagrad weightDecay(double value) {
    return new Adagrad(lr, lrDecay, eps, value, initialAccumulatorValue, maximize, parameters);
  }

  /** With another {@code initialAccumulatorValue}. */
  public Adagrad initialAccumulatorValue(double value) {
    return new Adagrad(lr, lrDecay, eps, weightDecay, value, maximize, parameters);
  }

  @Override
  public Adagrad maximize(boolean value) {
    return new Adagrad(lr, lrDecay, eps, weightDecay, initialAccumulatorValue, value, parameters);
  }

  @Override
  public Adagrad over(@Nullable Parameters value) {
    return new Adagrad(lr, lrDecay, eps, weightDecay, initialAccumulatorValue, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("sum");
  }

  @Override
  public double initial(String slot) {
    return initialAccumulatorValue;
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new AdagradStep(lr, lrDecay, eps, weightDecay, step);
  }
}
