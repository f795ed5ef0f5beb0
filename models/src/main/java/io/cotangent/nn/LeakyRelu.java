package io.cotangent.nn;

/** x for x &gt; 0, else slope·x (Maas et al. 2013). */
public final class LeakyRelu extends Activation {
  private static final long serialVersionUID = 1;

  private final double slope;

  /** With slope 0.01, as PyTorch has it. */
  public LeakyRelu() {
    this(0.01);
  }

  /** With another slope. */
  public LeakyRelu(double slope) {
    super(x -> x.leakyRelu(slope));
    this.slope = slope;
  }

  @Override
  protected String describe() {
    return "LeakyRelu " + slope;
  }
}
