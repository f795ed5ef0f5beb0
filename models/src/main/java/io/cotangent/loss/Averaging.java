package io.cotangent.loss;

import io.cotangent.Tensor;

/** What becomes of the losses of single elements. */
public enum Averaging {
  /** They stay. */
  NONE,
  /** Their mean. */
  MEAN,
  /** Their sum. */
  SUM,
  /** Their sum divided by the length of axis 0. */
  BATCH_MEAN;

  Tensor of(Tensor losses) {
    return switch (this) {
      case NONE -> losses;
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case BATCH_MEAN -> losses.sum().div(losses.rank() == 0 ? 1 : losses.dim(0));
    };
  }
}
