package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;

/** max(x, 0). */
public final class Relu extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Relu() {
    super(Tensor::relu, Epilogue.RELU);
  }
}
