package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameters;
import io.cotangent.op.InPlace;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an optimizer: an immutable record that starts at defaults and is changed by its
 * methods.
 *
 * <pre>{@code
 * Optimizer optimizer = AdamW.of(model).lr(3e-4).weightDecay(0.1).build();
 *
 * AdamW settings = AdamW.settings().lr(3e-4);   // alone, for any model
 * Optimizer other = settings.on(model);
 * }</pre>
 *
 * <p>An optimizer of one's own is such a record: it names its slots and gives the rule of a step.
 *
 * @param <S> the record
 */
public interface Settings<S extends Settings<S>> {
  /** The learning rate. */
  double lr();

  /**
   * With another learning rate.
   *
   * @throws ArgumentException if it is negative or not finite; 0 is a rate
   */
  S lr(double value);

  /** Whether steps make the loss larger instead of smaller. */
  boolean maximize();

  /** With steps that make the loss larger, or smaller. */
  S maximize(boolean value);

  /** What {@link #build} makes an optimizer of; null in settings alone. */
  @Nullable Parameters parameters();

  /** These settings for some parameters, or alone. */
  S over(@Nullable Parameters value);

  /** The names of what is kept for each parameter, by PyTorch's names, in the rule's order. */
  List<String> slots();

  /**
   * The names of what is kept for a parameter of a shape, where they differ.
   *
   * @throws ArgumentException if the optimizer does not take such a parameter
   */
  default List<String> slots(Shape parameter) {
    return slots();
  }

  /** The shape of a slot of a parameter: that of the parameter, if nothing else is said. */
  default Shape shape(String slot, Shape parameter) {
    return parameter;
  }

  /** The names of numbers that are kept for each parameter beside its count of steps. */
  default List<String> numbers() {
    return List.of();
  }

  /** What a slot's elements are before the first step. */
  default double initial(String slot) {
    return 0;
  }

  /**
   * The rule of a parameter's step; its states are the parameter and the slots, its last input the
   * gradient.
   *
   * @param step the parameter's own count, from 1 on
   * @param numbers values of {@link #numbers}, empty before the first step; the rule may set them
   */
  InPlace rule(long step, Map<String, Double> numbers);

  /** The rule of a step of a parameter of a shape, where it differs. */
  default InPlace rule(long step, Map<String, Double> numbers, Shape parameter) {
    return rule(step, numbers);
  }

  /**
   * An optimizer with these settings.
   *
   * @throws ArgumentException if the settings stand alone, or for no parameters
   */
  default Optimizer build() {
    Parameters p = parameters();
    if (p == null) {
      throw new ArgumentException("optimizer: settings alone; bind them with on(model)");
    }
    return on(p, s -> s).build();
  }

  /** An optimizer of all parameters of a model. */
  default Optimizer on(Module model) {
    return over(model.parameters()).build();
  }

  /** A first group of parameters; its settings are what a function makes of these. */
  default Groups<S> on(Parameters parameters, UnaryOperator<S> own) {
    return Groups.first(over(null), parameters, own);
  }
}
