package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import io.cotangent.op.TensorwiseRules.MuonStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Muon (Jordan et al. 2024) for the matrices of hidden layers: momentum, orthogonalized; {@link
 * MuonStep} has the formula. Vectors, embeddings and the last layer are for AdamW.
 *
 * @param lr learning rate η, 0 or more
 * @param weightDecay λ; a step first scales the parameter by 1 − ηλ
 * @param momentum μ, how much of the momentum a step keeps
 * @param nesterov whether the gradient counts once more in the step's direction
 * @param iterations steps of Newton and Schulz's iteration
 * @param maximize whether it makes the loss larger instead of smaller
 * @param parameters what {@link #build} makes an optimizer of; null in settings alone
 */
public record Muon(
    double lr,
    double weightDecay,
    double momentum,
    boolean nesterov,
    int iterations,
    boolean maximize,
    @Nullable Parameters parameters)
    implements Settings<Muon> {
  private static final Muon DEFAULT = new Muon(1e-3, 0.1, 0.95, true, 5, false, null);

  /** Checks the settings. */
  public Muon {
    Check.notNegative("Muon", "lr", lr);
    Check.notNegative("Muon", "weightDecay", weightDecay);
    Check.fraction("Muon", "momentum", momentum);
    Check.notNegative("Muon", "iterations", iterations);
  }

  /**
   * PyTorch's defaults: {@code lr} 1e-3, {@code weightDecay} 0.1, {@code momentum} 0.95, {@code
   * nesterov} true, {@code iterations} 5.
   */
  public static Muon settings() {
    return DEFAULT;
  }

  /** For all parameters of a model. */
  public static Muon of(Module model) {
    return DEFAULT.over(model.parameters());
  }

  /** For some parameters. */
  public static Muon of(Parameters parameters) {
    return DEFAULT.over(parameters);
  }

  /** A first group of parameters with settings of its own. */
  public static Groups<Muon> of(Parameters parameters, UnaryOperator<Muon> own) {
    return DEFAULT.on(parameters, own);
  }

  @Override
  public Muon lr(double value) {
    return new Muon(value, weightDecay, momentum, nesterov, iterations, maximize, parameters);
  }

  /** With another {@code weightDecay}. */
  public Muon weightDecay(double value) {
    return new Muon(lr, value, momentum, nesterov, iterations, maximize, parameters);
  }

  /** With another {@code momentum}. */
  public Muon momentum(double value) {
    return new Muon(lr, weightDecay, value, nesterov, iterations, maximize, parameters);
  }

  /** With another {@code nesterov}. */
  public Muon nesterov(boolean value) {
    return new Muon(lr, weightDecay, momentum, value, iterations, maximize, parameters);
  }

  /** With another {@code iterations}. */
  public Muon iterations(int value) {
    return new Muon(lr, weightDecay, momentum, nesterov, value, maximize, parameters);
  }

  @Override
  public Muon maximize(boolean value) {
    return new Muon(lr, weightDecay, momentum, nesterov, iterations, value, parameters);
  }

  @Override
  public Muon over(@Nullable Parameters value) {
    return new Muon(lr, weightDecay, momentum, nesterov, iterations, maximize, value);
  }

  @Override
  public List<String> slots() {
    return List.of("momentum_buffer");
  }

  /**
   * @throws ArgumentException if the parameter is no matrix
   */
  @Override
  public List<String> slots(Shape parameter) {
    if (parameter.rank() != 2) {
      throw new ArgumentException(
          "Muon: takes matrices, got a parameter " + parameter + "; give it to AdamW");
    }
    return slots();
  }

  @Override
  public InPlace rule(long step, Map<String, Double> numbers) {
    return new MuonStep(lr, momentum, nesterov, weightDecay, iterations);
  }
}
