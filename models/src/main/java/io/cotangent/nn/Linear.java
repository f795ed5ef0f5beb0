package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/**
 * y = x·Wᵀ + b: [..., in] to [..., out]. W [out, in] and b [out] begin uniform in ±1/√in, as
 * PyTorch's do. {@link Sequential} lets it compute an activation that follows in the same pass.
 */
public final class Linear extends Layer {
  private static final long serialVersionUID = 1;

  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** With a bias. */
  public Linear(int in, int out, Rng rng) {
    this(in, out, true, Init.fanIn(), rng);
  }

  /** With initial weights of a kind. */
  public Linear(int in, int out, boolean bias, Init init, Rng rng) {
    if (in <= 0 || out <= 0) {
      throw new ArgumentException("Linear: sizes must be positive, got in " + in + ", out " + out);
    }
    this.weight = parameter("weight", init.make(rng, out, in));
    double bound = 1 / Math.sqrt(in);
    this.bias = bias ? parameter("bias", rng.uniform(-bound, bound, out)) : null;
  }

  /** Over given tensors: weight [out, in] and, if not null, bias [out]. */
  public Linear(Tensor weight, @Nullable Tensor bias) {
    this.weight = parameter("weight", weight);
    this.bias = bias == null ? null : parameter("bias", bias);
  }

  /** W. */
  public Parameter weight() {
    return weight;
  }

  /** b, null if there is none. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return forward(x, Epilogue.NONE);
  }

  /** With an activation in the same pass. */
  Tensor apply(Tensor x, Epilogue activation) {
    return call(x, () -> forward(x, activation));
  }

  private Tensor forward(Tensor x, Epilogue activation) {
    requireType(x, weight);
    return new io.cotangent.op.Affine(activation)
        .of(x, weight.value(), bias == null ? null : bias.value());
  }

  @Override
  protected String describe() {
    Tensor w = weight.leaf();
    return "Linear " + w.dim(1) + " → " + w.dim(0) + (bias == null ? ", no bias" : "");
  }
}
