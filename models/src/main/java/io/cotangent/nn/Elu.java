package io.cotangent.nn;

/** x for x &gt; 0, else α·(eˣ − 1) (Clevert et al. 2015). */
public final class Elu extends Activation {
  private static final long serialVersionUID = 1;

  private final double alpha;

  /** With α = 1, as PyTorch has it. */
  public Elu() {
    this(1);
  }

  /** With α. */
  public Elu(double alpha) {
    super(x -> x.elu(alpha));
    this.alpha = alpha;
  }

  @Override
  protected String describe() {
    return "Elu " + alpha;
  }
}
