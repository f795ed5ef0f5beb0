package io.cotangent.nn;

/** x where |x| &gt; λ, else 0. */
public final class Hardshrink extends Activation {
  private static final long serialVersionUID = 1;

  private final double lambda;

  /** With λ = 0.5, as PyTorch has it. */
  public Hardshrink() {
    this(0.5);
  }

  /** With λ. */
  public Hardshrink(double lambda) {
    super(x -> x.hardshrink(lambda));
    this.lambda = lambda;
  }

  @Override
  protected String describe() {
    return "Hardshrink " + lambda;
  }
}
