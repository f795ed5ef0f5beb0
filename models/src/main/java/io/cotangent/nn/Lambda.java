package io.cotangent.nn;

import io.cotangent.Tensor;
import java.util.function.UnaryOperator;

/** A function as a layer: {@code new Lambda(x -> x.times(2))}. */
public final class Lambda extends Layer {
  private static final long serialVersionUID = 1;

  private final UnaryOperator<Tensor> function;

  /** Of a function of tensors. */
  public Lambda(UnaryOperator<Tensor> function) {
    this.function = function;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return function.apply(x);
  }
}
