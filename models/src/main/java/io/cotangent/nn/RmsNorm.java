package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * x/√(mean(x²) + ε)·weight over the last axes (Zhang and Sennrich 2019). Unless ε is given it is
 * the distance of the type's numbers at 1, as PyTorch's.
 */
public final class RmsNorm extends Layer {
  private static final long serialVersionUID = 1;

  private final Ints shape;
  private final @Nullable Double eps;
  private final @Nullable Parameter weight;

  /** Over the last axes, of these lengths, with PyTorch's defaults. */
  public RmsNorm(int... shape) {
    this.shape = Ints.of(shape);
    this.eps = null;
    this.weight = parameter("weight", Tensor.ones(shape));
  }

  /** Over the last axis, of this length, with settings, which begin with ε = 1e-5. */
  public RmsNorm(int width, UnaryOperator<NormSettings> settings) {
    this(new int[] {width}, settings);
  }

  /**
   * Over the last axes, of these lengths, with settings, which begin with ε = 1e-5.
   *
   * @throws ArgumentException if the settings ask for a scale with a shift: there is no shift
   */
  public RmsNorm(int[] shape, UnaryOperator<NormSettings> settings) {
    NormSettings s = settings.apply(NormSettings.DEFAULT.bias(false));
    if (s.bias()) {
      throw new ArgumentException("RmsNorm: has no bias");
    }
    this.shape = Ints.of(shape);
    this.eps = s.eps();
    this.weight = s.affine() ? parameter("weight", Tensor.ones(shape)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (weight != null) {
      requireType(x, weight);
    }
    double e = eps != null ? eps : x.dtype() == DType.F64 ? Math.ulp(1.0) : Math.ulp(1f);
    return Normalization.rmsNorm(x, shape.toArray(), weight == null ? null : weight.value(), e);
  }

  @Override
  protected String describe() {
    return "RmsNorm " + Shape.of(shape.toArray());
  }
}
