package io.cotangent.nn;

/** x − λ for x &gt; λ, x + λ for x &lt; −λ, else 0. */
public final class Softshrink extends Activation {
  private static final long serialVersionUID = 1;

  private final double lambda;

  /** With λ = 0.5, as PyTorch has it. */
  public Softshrink() {
    this(0.5);
  }

  /** With λ. */
  public Softshrink(double lambda) {
    super(x -> x.softshrink(lambda));
    this.lambda = lambda;
  }

  @Override
  protected String describe() {
    return "Softshrink " + lambda;
  }
}
