package io.cotangent.nn;

import io.cotangent.Tensor;

/** min(max(x, 0), 6) (Krizhevsky 2010). */
public final class Relu6 extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Relu6() {
    super(Tensor::relu6);
  }
}
