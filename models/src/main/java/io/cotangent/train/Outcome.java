package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a model made of a batch.
 *
 * @param loss a scalar, the mean over some terms
 * @param terms how many terms that is the mean of: rows, tokens that are not padding, or the sum of
 *     their weights. Means over batches are weighted with it, and the gradients of micro-batches
 *     are joined by it
 * @param prediction what metrics compare with the target, null without metrics
 * @param target what it should have been, null without metrics
 */
public record Outcome(
    Tensor loss, double terms, @Nullable Tensor prediction, @Nullable Tensor target) {
  /** Checks loss and terms. */
  public Outcome {
    if (loss.size() != 1) {
      throw new ShapeException(
          "outcome: the loss has shape " + loss.shape() + "; it must be one number, a mean");
    }
    if (!(terms >= 0 && terms < Double.POSITIVE_INFINITY)) {
      throw new ArgumentException("outcome: " + terms + " terms must be finite and not negative");
    }
  }

  /** A loss that is the mean over some terms. */
  public static Outcome of(Tensor loss, double terms) {
    return new Outcome(loss, terms, null, null);
  }

  /** With what metrics compare. */
  public Outcome comparing(Tensor predicted, Tensor wanted) {
    return new Outcome(loss, terms, predicted, wanted);
  }
}
