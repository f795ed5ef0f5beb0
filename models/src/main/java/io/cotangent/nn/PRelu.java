package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;

/**
 * x for x &gt; 0, else w·x with a trained {@code weight} [1], or [C] for the channels of [N, C, S…]
 * (He et al. 2015).
 */
public final class PRelu extends Layer {
  private static final long serialVersionUID = 1;

  private final Parameter weight;

  /** With one weight, 0.25 at first. */
  public PRelu() {
    this(1, 0.25);
  }

  /** With one weight, or one for each of so many channels. */
  public PRelu(int channels, double initial) {
    if (channels < 1) {
      throw new ArgumentException("PRelu: channels " + channels + " must be positive");
    }
    weight = parameter("weight", Tensor.full(initial, channels));
  }

  @Override
  protected Tensor forward(Tensor x) {
    requireType(x, weight);
    return x.prelu(weight.value());
  }

  @Override
  protected String describe() {
    return "PRelu " + weight.leaf().dim(0);
  }
}
