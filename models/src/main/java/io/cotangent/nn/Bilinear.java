package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/**
 * y_k = x₁ᵀ·W_k·x₂ + b_k: [..., in1] and [..., in2] to [..., out]. W [out, in1, in2] and b [out]
 * begin uniform in ±1/√in1, as PyTorch's do.
 */
public final class Bilinear extends Module {
  private static final long serialVersionUID = 1;

  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** With a bias. */
  public Bilinear(int in1, int in2, int out, Rng rng) {
    this(in1, in2, out, true, rng);
  }

  /** With a bias or without. */
  public Bilinear(int in1, int in2, int out, boolean bias, Rng rng) {
    if (in1 < 1 || in2 < 1 || out < 1) {
      throw new ArgumentException(
          "Bilinear: sizes must be positive, got " + in1 + ", " + in2 + ", out " + out);
    }
    double bound = 1 / Math.sqrt(in1);
    weight = parameter("weight", rng.uniform(-bound, bound, out, in1, in2));
    this.bias = bias ? parameter("bias", rng.uniform(-bound, bound, out)) : null;
  }

  /** The form of two tensors with the same leading axes. */
  public Tensor apply(Tensor x1, Tensor x2) {
    requireType(x1, weight);
    Tensor b = bias == null ? null : bias.value();
    return call(x1, () -> x1.bilinear(x2, weight.value(), b));
  }

  @Override
  protected String describe() {
    Tensor w = weight.leaf();
    return "Bilinear " + w.dim(1) + ", " + w.dim(2) + " → " + w.dim(0);
  }
}
