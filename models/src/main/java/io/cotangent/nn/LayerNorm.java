package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Normalization over the last axes (Ba et al. 2016), with scale {@code weight} and shift {@code
 * bias} of their shape.
 */
public final class LayerNorm extends Layer {
  private static final long serialVersionUID = 1;

  private final Ints shape;
  private final double eps;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** Over the last axes, of these lengths, with PyTorch's defaults. */
  public LayerNorm(int... shape) {
    this(shape, s -> s);
  }

  /** Over the last axis, of this length, with settings. */
  public LayerNorm(int width, UnaryOperator<NormSettings> settings) {
    this(new int[] {width}, settings);
  }

  /** Over the last axes, of these lengths, with settings. */
  public LayerNorm(int[] shape, UnaryOperator<NormSettings> settings) {
    NormSettings s = settings.apply(NormSettings.DEFAULT);
    this.shape = Ints.of(shape);
    this.eps = s.eps();
    this.weight = s.affine() ? parameter("weight", Tensor.ones(shape)) : null;
    this.bias = s.affine() && s.bias() ? parameter("bias", Tensor.zeros(shape)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (weight != null) {
      requireType(x, weight);
    }
    return Normalization.layerNorm(
        x,
        shape.toArray(),
        weight == null ? null : weight.value(),
        bias == null ? null : bias.value(),
        eps);
  }

  @Override
  protected String describe() {
    return "LayerNorm " + Shape.of(shape.toArray());
  }
}
