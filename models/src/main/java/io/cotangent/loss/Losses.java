package io.cotangent.loss;

import io.cotangent.ShapeException;
import io.cotangent.Tensor;

/** Losses as functions of a prediction and a target, averaged to a scalar. */
public final class Losses {
  private Losses() {}

  /** Mean of (prediction − target)², both of one shape. */
  public static Tensor mse(Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          "mse: prediction "
              + prediction.shape()
              + " and target "
              + target.shape()
              + " must have one shape");
    }
    return prediction.minus(target).square().mean();
  }

  /** Mean cross-entropy of logits [N, C] with classes [N] or probabilities [N, C]. */
  public static Tensor crossEntropy(Tensor logits, Tensor target) {
    return logits.crossEntropy(target);
  }
}
