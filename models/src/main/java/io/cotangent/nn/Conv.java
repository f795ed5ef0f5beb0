package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over as many spatial axes as its kernel has: [N, in, S…] to [N, out, P…]; see
 * {@link io.cotangent.op.Convolution} for steps, padding, dilation and groups. W [out, in/groups,
 * K…] and b [out] begin uniform in ±1/√(in/groups·K), as PyTorch's do.
 *
 * <pre>{@code
 * Layer conv = new Conv(1, 32, new int[] {3, 3}, io.cotangent.op.Convolution.DEFAULT.padding(1), rng);
 * }</pre>
 */
public final class Conv extends Layer {
  private static final long serialVersionUID = 1;

  private final io.cotangent.op.Convolution settings;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** With a bias. */
  public Conv(int in, int out, int[] kernel, io.cotangent.op.Convolution settings, Rng rng) {
    this(in, out, kernel, settings, true, Init.fanIn(), rng);
  }

  /** With initial weights of a kind. */
  public Conv(
      int in,
      int out,
      int[] kernel,
      io.cotangent.op.Convolution settings,
      boolean bias,
      Init init,
      Rng rng) {
    int groups = settings.groups();
    if (in < 1 || out < 1 || in % groups != 0 || out % groups != 0 || kernel.length == 0) {
      throw new ArgumentException(
          "Conv: channels in "
              + in
              + " and out "
              + out
              + " must be positive and divide into "
              + groups
              + " groups, and the kernel "
              + Arrays.toString(kernel)
              + " must have an axis");
    }
    int[] shape = new int[2 + kernel.length];
    shape[0] = out;
    shape[1] = in / groups;
    System.arraycopy(kernel, 0, shape, 2, kernel.length);
    this.settings = settings;
    this.weight = parameter("weight", init.make(rng, shape));
    double bound = Math.sqrt((double) out / weight.value().size());
    this.bias = bias ? parameter("bias", rng.uniform(-bound, bound, out)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    requireType(x, weight);
    return settings.apply(x, weight.value(), bias == null ? null : bias.value());
  }

  @Override
  protected String describe() {
    int[] d = weight.value().shape().dims();
    return "Conv "
        + d[1] * settings.groups()
        + " → "
        + d[0]
        + ", "
        + Arrays.toString(Arrays.copyOfRange(d, 2, d.length));
  }
}
