package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;
import java.util.function.UnaryOperator;

/** The activation functions as layers. */
public enum Activations implements Layer {
  RELU(Tensor::relu, Epilogue.RELU),
  SIGMOID(Tensor::sigmoid, Epilogue.SIGMOID),
  TANH(Tensor::tanh, Epilogue.TANH),
  GELU(Tensor::gelu, Epilogue.NONE),
  SILU(Tensor::silu, Epilogue.NONE),
  SOFTPLUS(Tensor::softplus, Epilogue.NONE);

  private final UnaryOperator<Tensor> function;
  private final Epilogue fused;

  Activations(UnaryOperator<Tensor> function, Epilogue fused) {
    this.function = function;
    this.fused = fused;
  }

  @Override
  public Tensor forward(Tensor x) {
    return function.apply(x);
  }

  /** What a linear layer in front can compute in its own pass, {@code NONE} if it cannot. */
  Epilogue fused() {
    return fused;
  }

  @Override
  public String describe() {
    return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }
}
