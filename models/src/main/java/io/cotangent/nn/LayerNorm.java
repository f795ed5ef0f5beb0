package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import java.util.Arrays;

/** Layer normalization over the last axes (Ba et al. 2016), with scale and shift. */
public final class LayerNorm extends Layer {
  private static final long serialVersionUID = 1;

  private final int[] shape;
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** Over the last axes, of these lengths, with ε = 1e-5. */
  public LayerNorm(int... shape) {
    this(1e-5, shape);
  }

  /** Over the last axes, of these lengths. */
  public LayerNorm(double epsilon, int... shape) {
    this.shape = shape.clone();
    this.epsilon = epsilon;
    this.weight = parameter("weight", Tensor.ones(shape));
    this.bias = parameter("bias", Tensor.zeros(shape));
  }

  @Override
  protected Tensor forward(Tensor x) {
    requireType(x, weight);
    return Normalization.layerNorm(x, shape, weight.value(), bias.value(), epsilon);
  }

  @Override
  protected String describe() {
    return "LayerNorm " + Arrays.toString(shape);
  }
}
