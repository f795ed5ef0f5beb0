package io.cotangent.nn;

/** log(1 + e^(βx))/β, and x itself where βx is above a threshold. */
public final class Softplus extends Activation {
  private static final long serialVersionUID = 1;

  /** With β = 1, exact for all x. */
  public Softplus() {
    super(io.cotangent.Tensor::softplus);
  }

  /** With settings. */
  public Softplus(double beta, double threshold) {
    super(x -> x.softplus(beta, threshold));
  }
}
