package io.cotangent.nn;

import io.cotangent.Tensor;

/**
 * ‖x₁ − x₂ + ε‖ₚ along the last axis.
 *
 * <p>{@code new PairwiseDistance(1, 1e-6, true)} keeps the axis, with length 1.
 */
public final class PairwiseDistance extends Module {
  private static final long serialVersionUID = 1;

  private final double p;
  private final double epsilon;
  private final boolean keepDims;

  /** Euclidean, with ε = 1e-6. */
  public PairwiseDistance() {
    this(2, 1e-6, false);
  }

  /** With another norm, another ε, the axis kept or not. */
  public PairwiseDistance(double p, double epsilon, boolean keepDims) {
    this.p = p;
    this.epsilon = epsilon;
    this.keepDims = keepDims;
  }

  /** The distances of vectors [N, D] or [D]. */
  public Tensor apply(Tensor x1, Tensor x2) {
    return call(x1, () -> x1.pairwiseDistance(x2, p, epsilon, keepDims));
  }

  @Override
  protected String describe() {
    return "PairwiseDistance, p = " + p;
  }
}
