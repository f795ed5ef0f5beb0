package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Normalization over groups of channels of each example of [N, C, S…] (Wu and He 2018), with scale
 * {@code weight} and shift {@code bias} [C].
 */
public final class GroupNorm extends Layer {
  private static final long serialVersionUID = 1;

  private final int groups;
  private final int channels;
  private final double eps;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** With PyTorch's defaults. */
  public GroupNorm(int groups, int channels) {
    this(groups, channels, s -> s);
  }

  /** With settings. */
  public GroupNorm(int groups, int channels, UnaryOperator<NormSettings> settings) {
    if (groups < 1 || channels < 1 || channels % groups != 0) {
      throw new ArgumentException(
          "GroupNorm: " + channels + " channels do not form " + groups + " groups");
    }
    NormSettings s = settings.apply(NormSettings.DEFAULT);
    this.groups = groups;
    this.channels = channels;
    this.eps = s.eps();
    this.weight = s.affine() ? parameter("weight", Tensor.ones(channels)) : null;
    this.bias = s.affine() && s.bias() ? parameter("bias", Tensor.zeros(channels)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (weight != null) {
      requireType(x, weight);
    }
    return Normalization.groupNorm(
        x, groups, weight == null ? null : weight.value(), bias == null ? null : bias.value(), eps);
  }

  @Override
  protected String describe() {
    return "GroupNorm " + channels + " in " + groups + " groups";
  }
}
