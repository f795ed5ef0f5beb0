package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.op.Normalization;

/**
 * Batch normalization of [N, C, S…] (Ioffe and Szegedy 2015): in training with the batch's
 * statistics, which also move the running ones; in evaluation with the running ones.
 */
public final class BatchNorm extends Layer {
  private static final long serialVersionUID = 1;

  private final Parameter weight;
  private final Parameter bias;
  private final double momentum;
  private final double epsilon;
  private final State mean;
  private final State variance;

  /** With momentum 0.1, ε = 1e-5. */
  public BatchNorm(int channels) {
    this(channels, 0.1, 1e-5);
  }

  /** New running statistics are (1 − momentum)·old + momentum·batch. */
  public BatchNorm(int channels, double momentum, double epsilon) {
    if (channels < 1 || !(momentum >= 0 && momentum <= 1) || !(epsilon > 0)) {
      throw new ArgumentException(
          "BatchNorm: channels "
              + channels
              + " and epsilon "
              + epsilon
              + " must be positive, momentum "
              + momentum
              + " in [0, 1]");
    }
    this.weight = parameter("weight", Tensor.ones(channels));
    this.bias = parameter("bias", Tensor.zeros(channels));
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.mean = buffer("running_mean", Tensor.zeros(channels));
    this.variance = buffer("running_var", Tensor.ones(channels));
  }

  @Override
  protected Tensor forward(Tensor x) {
    requireType(x, weight);
    if (!isTraining()) {
      return Normalization.batchNorm(
          x, mean.value(), variance.value(), weight.value(), bias.value(), epsilon);
    }
    Normalization.BatchStatistics s =
        Normalization.batchNorm(x, weight.value(), bias.value(), epsilon);
    mean.set(s.runningMean(mean.value(), momentum));
    variance.set(s.runningVariance(variance.value(), momentum));
    return s.output();
  }

  /** The running mean of each channel. */
  public Tensor runningMean() {
    return mean.value();
  }

  /** The running variance of each channel. */
  public Tensor runningVariance() {
    return variance.value();
  }

  @Override
  protected String describe() {
    return "BatchNorm " + weight.value().dim(0);
  }
}
