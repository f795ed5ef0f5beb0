package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Layer normalization over the last axes (Ba et al. 2016), with scale and shift. */
public final class LayerNorm implements Layer {
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
    this.weight = new Parameter(Tensor.ones(shape));
    this.bias = new Parameter(Tensor.zeros(shape));
  }

  @Override
  public Tensor forward(Tensor x) {
    return Normalization.layerNorm(x, shape, weight.value(), bias.value(), epsilon);
  }

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> p = new LinkedHashMap<>();
    p.put("weight", weight);
    p.put("bias", bias);
    return p;
  }

  @Override
  public String describe() {
    return "LayerNorm " + Arrays.toString(shape);
  }
}
