package io.cotangent.op;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Affine} may apply to its result in the same pass: functions whose pullback needs just
 * their output.
 */
public enum Epilogue {
  NONE(null, null),
  RELU(Unary.RELU, Binary.RELU_GRAD),
  SIGMOID(Unary.SIGMOID, Binary.SIGMOID_GRAD),
  TANH(Unary.TANH, Binary.TANH_GRAD);

  private final @Nullable Unary function;
  private final @Nullable Binary gradient;

  Epilogue(@Nullable Unary function, @Nullable Binary gradient) {
    this.function = function;
    this.gradient = gradient;
  }

  /** The elementwise function, null for none. */
  public @Nullable Unary function() {
    return function;
  }

  Tensor of(Tensor x) {
    return function == null ? x : function.of(x);
  }

  Tensor pullback(Tensor cotangent, Tensor y) {
    return gradient == null ? cotangent : gradient.of(cotangent, y);
  }
}
