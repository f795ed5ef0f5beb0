package io.cotangent.nn;

import io.cotangent.Tensor;

/** x₁·x₂/(max(‖x₁‖, ε)·max(‖x₂‖, ε)) along an axis. */
public final class CosineSimilarity extends Module {
  private static final long serialVersionUID = 1;

  private final int axis;
  private final double epsilon;

  /** Along axis 1, with ε = 1e-8. */
  public CosineSimilarity() {
    this(1, 1e-8);
  }

  /** Along an axis, negative from the end, with another ε. */
  public CosineSimilarity(int axis, double epsilon) {
    this.axis = axis;
    this.epsilon = epsilon;
  }

  /** The similarities; shapes broadcast. */
  public Tensor apply(Tensor x1, Tensor x2) {
    return call(x1, () -> x1.cosineSimilarity(x2, axis, epsilon));
  }

  @Override
  protected String describe() {
    return "CosineSimilarity along axis " + axis;
  }
}
