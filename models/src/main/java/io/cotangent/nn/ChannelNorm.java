package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What batch and instance normalization have in common: statistics a channel, running ones on
 * request. State, as PyTorch's: {@code weight}, {@code bias}, {@code running_mean}, {@code
 * running_var} [C], {@code num_batches_tracked} (I64).
 */
abstract sealed class ChannelNorm extends Layer
    permits BatchNorm1d, BatchNorm2d, BatchNorm3d, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {
  private static final long serialVersionUID = 1;

  /** Batch normalization as PyTorch has it. */
  private static final BatchNormSettings BATCH = new BatchNormSettings(1e-5, 0.1, true, true);

  /** Instance normalization as PyTorch has it. */
  private static final BatchNormSettings INSTANCE = new BatchNormSettings(1e-5, 0.1, false, false);

  private final int channels;
  private final int axes;
  private final boolean perExample;
  private final BatchNormSettings settings;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;
  private final @Nullable State mean;
  private final @Nullable State variance;
  private final @Nullable State batches;

  ChannelNorm(
      int axes, int channels, boolean perExample, UnaryOperator<BatchNormSettings> settings) {
    if (channels < 1) {
      throw new ArgumentException(
          getClass().getSimpleName() + ": channels " + channels + " must be positive");
    }
    this.channels = channels;
    this.axes = axes;
    this.perExample = perExample;
    this.settings = settings.apply(perExample ? INSTANCE : BATCH);
    boolean affine = this.settings.affine();
    weight = affine ? parameter("weight", Tensor.ones(channels)) : null;
    bias = affine ? parameter("bias", Tensor.zeros(channels)) : null;
    boolean tracks = this.settings.trackRunningStats();
    mean = tracks ? buffer("running_mean", Tensor.zeros(channels)) : null;
    variance = tracks ? buffer("running_var", Tensor.ones(channels)) : null;
    batches = tracks ? buffer("num_batches_tracked", Tensor.scalar(DType.I64, 0)) : null;
  }

  @Override
  protected final Tensor forward(Tensor x) {
    if (perExample && x.rank() == axes + 1) {
      return forward(x.unsqueeze(0)).squeeze(0);
    }
    check(x);
    Tensor w = weight == null ? null : weight.value();
    Tensor b = bias == null ? null : bias.value();
    if (!isTraining() && mean != null && variance != null) {
      return Normalization.batchNorm(x, mean.value(), variance.value(), w, b, settings.eps());
    }
    Normalization.BatchStatistics s =
        perExample ? examples(x, w, b) : Normalization.batchNorm(x, w, b, settings.eps());
    if (isTraining() && s.count() > 0 && mean != null && variance != null && batches != null) {
      batches.set(batches.value().plus(1));
      Double given = settings.momentum();
      double momentum = given == null ? 1 / batches.value().item() : given;
      mean.set(s.runningMean(mean.value(), momentum));
      variance.set(s.runningVariance(variance.value(), momentum));
    }
    return s.output();
  }

  /** Each example normalized by itself; the statistics are means over the examples. */
  private Normalization.BatchStatistics examples(Tensor x, @Nullable Tensor w, @Nullable Tensor b) {
    if (isTraining() && x.shape().range(2, x.rank()).size() == 1) {
      throw new ShapeException(
          describe() + ": training takes more than one value a channel, got " + x.shape());
    }
    Tensor y = Normalization.instanceNorm(x, w, b, settings.eps());
    if (!isTraining() || !settings.trackRunningStats()) {
      return new Normalization.BatchStatistics(y, y, y, 0);
    }
    int[] spatial = spatialAxes();
    Tensor still = x.detach();
    return new Normalization.BatchStatistics(
        y,
        still.mean(spatial).mean(0),
        still.variance(spatial, 1, false).mean(0),
        x.size() / channels);
  }

  private int[] spatialAxes() {
    int[] r = new int[axes];
    Arrays.setAll(r, i -> 2 + i);
    return r;
  }

  private void check(Tensor x) {
    if (weight != null) {
      requireType(x, weight);
    }
    boolean fits = x.rank() == axes + 2 || (axes == 1 && x.rank() == 2 && !perExample);
    if (!fits || x.dim(1) != channels) {
      throw new ShapeException(
          describe()
              + ": x must be [N, "
              + channels
              + ", "
              + Spatial.names(axes)
              + "]"
              + (axes == 1 && !perExample ? " or [N, " + channels + "]" : "")
              + ", got "
              + x.shape());
    }
  }

  /** The running mean [C]. */
  public final Tensor runningMean() {
    return tracked(mean).value();
  }

  /** The running variance [C], of divisor n − 1. */
  public final Tensor runningVariance() {
    return tracked(variance).value();
  }

  private State tracked(@Nullable State s) {
    if (s == null) {
      throw new ArgumentException(describe() + ": has no running statistics");
    }
    return s;
  }

  @Override
  protected final String describe() {
    return getClass().getSimpleName() + " " + channels;
  }
}
