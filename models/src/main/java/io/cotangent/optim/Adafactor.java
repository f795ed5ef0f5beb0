package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.TensorwiseRules.AdafactorStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adafactor (Shazeer and Stern 2018), which keeps the mean squares of a matrix as one number a row
 * and one a column; {@link AdafactorStep} has the formula.
 *
 * @param lr greatest relative rate η, 0 or more
 * @param beta2Decay the exponent of the step in 1 − β₂, negative
 * @param eps1 least root mean square that is divided by; NaN for that of the type
 * @param eps2 least size of a parameter that its rate is relative to
 * @param d root mean square of a step at which it is clipped
 * @param weightDecay λ; a step first scales the parameter by 1 − ηλ
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Adafactor(
    double lr,
    double beta2Decay,
    double eps1,
    double eps2,
    double d,
    double weightDecay,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Adafactor> {
  private static final Adafactor DEFAULT =
      new Adafactor(1e-2, -0.8, Double.NaN, 1e-3, 1, 0, false, null);

  /** Checks the settings. */
  public Adafactor {
    Check.notNegative("Adafactor", "lr", lr);
    if (!(beta2Decay <= 0)) {
      throw new ArgumentException(
          "Adafactor: beta2Decay = " + beta2Decay + " must not be positive");
    }
    if (!Double.isNaN(eps1)) {
      Check.notNegative("Adafactor", "eps1", eps1);
    }
    Check.notNegative("Adafactor", "eps2", eps2);
    Check.positive("Adafactor", "d", d);
    Check.notNegative("Adafactor", "weightDecay", weightDecay);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-2, {@code beta2Decay} −0.8, {@code eps1} that of the type,
   * {@code eps2} 1e-3, {@code d} 1, {@code weightDecay} 0.
   */
  public static Adafactor settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Adafactor of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Adafactor of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Adafactor> of(Parameters parameters, UnaryOperator<Adafactor> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Adafactor lr(double value) {
    return new Adafactor(value, beta2Decay, eps1, eps2, d, weightDecay, maximize, parameters);
  }

  /** With another {@code beta2Decay}. */
  public Adafactor beta2Decay(double value) {
    return new Adafactor(lr, value, eps1, eps2, d, weightDecay, maximize, parameters);
  }

  /** With another {@code eps1}. */
  public Adafactor eps1(double value) {
    return new Adafactor(lr, beta2Decay, value, eps2, d, weightDecay, maximize, parameters);
  }

  /** With another {@code eps2}. */
  public Adafactor eps2(double value) {
    return new Adafactor(lr, beta2Decay, eps1, value, d, weightDecay, maximize, parameters);
  }

  /** With another {@code d}. */
  public Adafactor d(double value) {
    return new Adafactor(lr, beta2Decay, eps1, eps2, value, weightDecay, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Adafactor weightDecay(double value) {
    return new Adafactor(lr, beta2Decay, eps1, eps2, d, value, maximize, parameters);
  }

  @Override
  public Adafactor maximize(boolean value) {
    return new Adafactor(lr, beta2Decay, eps1, eps2, d, weightDecay, value, parameters);
  }

  @Override
  public Adafactor over(@Nullable Parameters value) {
    return new Adafactor(lr, beta2Decay, eps1, eps2, d, weightDecay, maximize, value);
  }

  /** Those of a vector; see {@link #slots(Shape)}. */
  @Override
  public List<String> slots() {
    return List.of("variance");
  }

  /** Of a tensor of two axes or more the mean squares of rows and columns. */
  @Override
  public List<String> slots(Shape parameter) {
    return parameter.rank() > 1 ? List.of("row_var", "col_var") : slots();
  }

  @Override
  public Shape shape(String slot, Shape parameter) {
    return switch (slot) {
      case "row_var" -> parameter.with(parameter.rank() - 1, 1);
      case "col_var" -> parameter.with(parameter.rank() - 2, 1);
      default -> parameter;
    };
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return rule(step, numbers, Shape.SCALAR);
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers, Shape parameter) {
    boolean factored = parameter.rank() > 1;
    return new AdafactorStep(lr, beta2Decay, eps1, eps2, d, weightDecay, factored, step);
  }
}
