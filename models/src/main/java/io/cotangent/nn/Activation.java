package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;
import java.util.function.UnaryOperator;

/** An elementwise function as a layer: {@link Relu}, {@link Tanh}, … */
public abstract class Activation extends Layer {
  private static final long serialVersionUID = 1;

  private final UnaryOperator<Tensor> function;
  private final Epilogue epilogue;

  Activation(UnaryOperator<Tensor> function) {
    this(function, Epilogue.NONE);
  }

  Activation(UnaryOperator<Tensor> function, Epilogue epilogue) {
    this.function = function;
    this.epilogue = epilogue;
  }

  @Override
  protected final Tensor forward(Tensor x) {
    return function.apply(x);
  }

  /** As what a linear layer in front can compute it in its own pass, {@code NONE} if it cannot. */
  final Epilogue epilogue() {
    return epilogue;
  }
}
