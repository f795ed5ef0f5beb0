package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Activation;
import java.util.function.UnaryOperator;

/** The activation functions as layers. */
public enum Activations implements Layer {
  RELU(Tensor::relu, Activation.RELU),
  SIGMOID(Tensor::sigmoid, Activation.SIGMOID),
  TANH(Tensor::tanh, Activation.TANH),
  GELU(Tensor::gelu, Activation.NONE),
  SILU(Tensor::silu, Activation.NONE),
  SOFTPLUS(Tensor::softplus, Activation.NONE);

  private final UnaryOperator<Tensor> function;
  private final Activation fused;

  Activations(UnaryOperator<Tensor> function, Activation fused) {
    this.function = function;
    this.fused = fused;
  }

  @Override
  public Tensor forward(Tensor x) {
    return function.apply(x);
  }

  /** What a linear layer in front can compute in its own pass, {@code NONE} if it cannot. */
  Activation fused() {
    return fused;
  }

  @Override
  public String describe() {
    return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }
}
