package io.cotangent.nn;

import io.cotangent.Tensor;

/** exp(x)/Σ exp(x) over the channels of [N, C, H, W] or [C, H, W], at every place. */
public final class Softmax2d extends Layer {
  private static final long serialVersionUID = 1;

  /** Has no settings. */
  public Softmax2d() {}

  @Override
  protected Tensor forward(Tensor x) {
    Spatial.require("Softmax2d", x, 2);
    return x.softmax(-3);
  }
}
