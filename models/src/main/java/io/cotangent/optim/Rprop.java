package io.cotangent.optim;

import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.UpdateRules.RpropStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Resilient backpropagation (Riedmiller and Braun 1993), for whole data sets, not batches; {@link
 * RpropStep} has the formula. The learning rate is the length of a parameter's first step.
 *
 * @param lr learning rate η, 0 or more
 * @param etaMinus η⁻, by which a step shrinks where the gradient changes its sign
 * @param etaPlus η⁺, by which a step grows where it does not
 * @param minStep least step
 * @param maxStep largest step
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Rprop(
    double lr,
    double etaMinus,
    double etaPlus,
    double minStep,
    double maxStep,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Rprop> {
  private static final Rprop DEFAULT = new Rprop(1e-2, 0.5, 1.2, 1e-6, 50, false, null);

  /** Checks the settings. */
  public Rprop {
    Check.notNegative("Rprop", "lr", lr);
    Check.fraction("Rprop", "etaMinus", etaMinus);
    Check.positive("Rprop", "etaPlus", etaPlus);
    Check.notNegative("Rprop", "minStep", minStep);
    Check.positive("Rprop", "maxStep", maxStep);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-2, {@code etaMinus} 0.5, {@code etaPlus} 1.2, {@code minStep}
   * 1e-6, {@code maxStep} 50.
   */
  public static Rprop settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Rprop of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Rprop of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Rprop> of(Parameters parameters, UnaryOperator<Rprop> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Rprop lr(double value) {
    return new Rprop(value, etaMinus, etaPlus, minStep, maxStep, maximize, parameters);
  }

  /** With other η⁻ and η⁺. */
  public Rprop etas(double first, double second) {
    return new Rprop(lr, first, second, minStep, maxStep, maximize, parameters);
  }

  /** With other bounds of a step. */
  public Rprop stepSizes(double first, double second) {
    return new Rprop(lr, etaMinus, etaPlus, first, second, maximize, parameters);
  }

  @Override
  public Rprop maximize(boolean value) {
    return new Rprop(lr, etaMinus, etaPlus, minStep, maxStep, value, parameters);
  }

  @Override
  public Rprop over(@Nullable Parameters value) {
    return new Rprop(lr, etaMinus, etaPlus, minStep, maxStep, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("prev", "step_size");
  }

  @Override
  public double initial(String slot) {
    return slot.equals("step_size") ? lr : 0;
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new RpropStep(etaMinus, etaPlus, minStep, maxStep);
  }
}
