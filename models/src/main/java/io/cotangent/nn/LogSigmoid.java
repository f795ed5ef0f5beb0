package io.cotangent.nn;

import io.cotangent.Tensor;

/** log σ(x). */
public final class LogSigmoid extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public LogSigmoid() {
    super(Tensor::logSigmoid);
  }
}
