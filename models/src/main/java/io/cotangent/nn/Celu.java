package io.cotangent.nn;

/** max(x, 0) + min(0, α·(e^(x/α) − 1)) (Barron 2017). */
public final class Celu extends Activation {
  private static final long serialVersionUID = 1;

  private final double alpha;

  /** With α = 1, as PyTorch has it. */
  public Celu() {
    this(1);
  }

  /** With α. */
  public Celu(double alpha) {
    super(x -> x.celu(alpha));
    this.alpha = alpha;
  }

  @Override
  protected String describe() {
    return "Celu " + alpha;
  }
}
