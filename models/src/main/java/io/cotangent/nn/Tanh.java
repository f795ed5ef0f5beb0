package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;

/** tanh x. */
public final class Tanh extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Tanh() {
    super(Tensor::tanh, Epilogue.TANH);
  }
}
