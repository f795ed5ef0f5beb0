package io.cotangent.loss;

import io.cotangent.Tensor;
import java.util.function.BinaryOperator;

/**
 * A loss as an object: (prediction, target) ↦ how wrong it is. Any of {@link Losses} with its
 * settings is one: {@code Loss loss = (x, t) -> Losses.huber(x, t, 0.5, Averaging.MEAN)}.
 */
@FunctionalInterface
public interface Loss extends BinaryOperator<Tensor> {
  /** Mean squared error. */
  static Loss mse() {
    return Losses::mse;
  }

  /** Mean absolute error. */
  static Loss l1() {
    return (x, t) -> Losses.l1(x, t, Averaging.MEAN);
  }

  /** Mean Huber loss, quadratic up to a difference of δ. */
  static Loss huber(double delta) {
    return (x, t) -> Losses.huber(x, t, delta, Averaging.MEAN);
  }

  /** Mean cross-entropy of logits with classes or probabilities. */
  static Loss crossEntropy() {
    return Losses::crossEntropy;
  }

  /** Mean cross-entropy with settings. */
  static Loss crossEntropy(CrossEntropy settings) {
    return settings::of;
  }

  /** Mean binary cross-entropy of logits. */
  static Loss bceWithLogits() {
    return (x, t) -> Losses.bceWithLogits(x, t, null, null, Averaging.MEAN);
  }
}
