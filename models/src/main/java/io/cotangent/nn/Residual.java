package io.cotangent.nn;

import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.function.UnaryOperator;

/** x + f(x), with f under the name {@code inner} (He et al. 2015). */
public final class Residual extends Layer {
  private static final long serialVersionUID = 1;

  private final Layer inner;

  /** Around a layer or a function. */
  public Residual(UnaryOperator<Tensor> inner) {
    this.inner = child("inner", Layer.of(inner));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor y = inner.apply(x);
    if (!y.shape().equals(x.shape())) {
      throw new ShapeException(
          "Residual: the inner layer gives " + y.shape() + " for x " + x.shape());
    }
    return x.plus(y);
  }
}
