package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Convolution;
import io.cotangent.op.PadMode;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What convolutions over one, two and three spatial axes have in common. The weight is [out,
 * in/groups, K…], of a transposed one [in, out/groups, K…]; it and the bias [out] begin uniform in
 * ±1/√fanIn, as PyTorch's do.
 */
abstract sealed class ConvNd extends Layer
    permits Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
  private static final long serialVersionUID = 1;

  private final int in;
  private final int out;
  private final Ints kernel;
  private final boolean transposed;
  private final ConvSettings settings;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  ConvNd(
      int axes,
      boolean transposed,
      int in,
      int out,
      Ints kernel,
      Rng rng,
      UnaryOperator<ConvSettings> settings) {
    this.in = in;
    this.out = out;
    this.kernel = kernel.perAxis(getClass().getSimpleName() + ": kernel", axes);
    this.transposed = transposed;
    this.settings = settings.apply(ConvSettings.DEFAULT);
    check();
    int groups = this.settings.convolution().groups();
    int[] shape = new int[2 + axes];
    shape[0] = transposed ? in : out;
    shape[1] = (transposed ? out : in) / groups;
    System.arraycopy(this.kernel.toArray(), 0, shape, 2, axes);
    weight = parameter("weight", this.settings.init().make(rng, shape));
    double bound = Math.sqrt((double) shape[0] / Shape.of(shape).size());
    bias = this.settings.bias() ? parameter("bias", rng.uniform(-bound, bound, out)) : null;
  }

  private void check() {
    String name = getClass().getSimpleName();
    int groups = settings.convolution().groups();
    if (in < 1 || out < 1 || in % groups != 0 || out % groups != 0) {
      throw new ArgumentException(
          name
              + ": channels in "
              + in
              + " and out "
              + out
              + " must be positive and divide into "
              + groups
              + " groups");
    }
    for (int k : kernel.toArray()) {
      if (k < 1) {
        throw new ArgumentException(name + ": kernel " + kernel + " must be 1 or more");
      }
    }
    if (transposed && settings.paddingMode() != null) {
      throw new ArgumentException(name + ": padding is cut off, so it holds no values of a mode");
    }
    if (!transposed && !settings.outputPadding().equals(Ints.of(0))) {
      throw new ArgumentException(name + ": outputPadding is for transposed convolutions alone");
    }
  }

  /** The weight. */
  public final Parameter weight() {
    return weight;
  }

  /** The bias [out], null if there is none. */
  public final @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected final Tensor forward(Tensor x) {
    requireType(x, weight);
    Spatial.require(describe(), x, kernel.size());
    Tensor b = bias == null ? null : bias.value();
    Convolution c = settings.convolution();
    if (transposed) {
      return c.transposed(x, weight.value(), b, settings.outputPadding().toArray());
    }
    PadMode mode = settings.paddingMode();
    return mode == null
        ? c.apply(x, weight.value(), b)
        : c.padding(0).apply(x.pad(mode, widths()), weight.value(), b);
  }

  /** What stands before and after each axis, the last axis first. */
  private int[] widths() {
    int n = kernel.size();
    Convolution c = settings.convolution();
    Ints padding = c.padding().perAxis("padding", n);
    Ints dilation = c.dilation().perAxis("dilation", n);
    int[] r = new int[2 * n];
    for (int i = 0; i < n; i++) {
      int all = c.same() ? dilation.get(i) * (kernel.get(i) - 1) : 2 * padding.get(i);
      r[2 * (n - 1 - i)] = all / 2;
      r[2 * (n - 1 - i) + 1] = all - all / 2;
    }
    return r;
  }

  @Override
  protected final String describe() {
    Convolution c = settings.convolution();
    StringBuilder s = new StringBuilder(getClass().getSimpleName());
    s.append(' ').append(in).append(" → ").append(out).append(", kernel ").append(kernel);
    note(s, "stride", c.stride(), 1);
    note(s, "padding", c.padding(), 0);
    note(s, "dilation", c.dilation(), 1);
    s.append(c.same() ? ", same padding" : "");
    s.append(c.groups() == 1 ? "" : ", " + c.groups() + " groups");
    return s.append(bias == null ? ", no bias" : "").toString();
  }

  private static void note(StringBuilder s, String name, Ints values, int usual) {
    if (!values.equals(Ints.filled(values.size(), usual))) {
      s.append(", ").append(name).append(' ');
      s.append(values.size() == 1 ? String.valueOf(values.get(0)) : values.toString());
    }
  }
}
