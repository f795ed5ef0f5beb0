package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Tensor;

/**
 * a·b/(max(‖a‖, ε)·max(‖b‖, ε)) along an axis; shapes broadcast, and the axis is dropped.
 *
 * @param axis non-negative
 * @param epsilon the least norm that is divided by
 */
public record CosineSimilarity(int axis, double epsilon) implements Composite {
  @Override
  public String label() {
    return "cosineSimilarity";
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Shape shape = Shape.broadcast(label(), in[0].shape(), in[1].shape());
    Tensor x = unit(in[0].expand(shape), axis, epsilon);
    Tensor y = unit(in[1].expand(shape), axis, epsilon);
    return x.times(y).sum(axis);
  }

  @Override
  public Shape shape(Tensor... in) {
    return Shape.broadcast(label(), in[0].shape(), in[1].shape()).without(axis);
  }

  /**
   * x/max(‖x‖, ε) along an axis, where the gradient of the maximum is x/max(‖x‖, ε) on either side,
   * as PyTorch's. It is that of x and ε over the largest |x|, so squares neither overflow nor
   * vanish.
   */
  private static Tensor unit(Tensor x, int axis, double epsilon) {
    if (x.size() == 0) {
      return x;
    }
    Tensor largest = PNorm.unit(x, axis);
    Tensor parts = x.div(largest);
    Tensor square = parts.square().sum(new int[] {axis}, true);
    Tensor least = largest.reciprocal().times(epsilon).square();
    return parts.div(raised(square, least).sqrt());
  }

  /** max(x, least), through which the gradient of x flows on either side. */
  private static Tensor raised(Tensor x, Tensor least) {
    Tensor still = x.detach();
    return still.lt(least).where(x.minus(still).plus(least), x);
  }
}
