package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;

/** 1/(1 + e⁻ˣ). */
public final class Sigmoid extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Sigmoid() {
    super(Tensor::sigmoid, Epilogue.SIGMOID);
  }
}
