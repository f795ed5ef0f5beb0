package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Batch normalization of [N, C, S…] (Ioffe and Szegedy 2015): in training with the batch's
 * statistics, which also move the running ones; in evaluation with the running ones.
 */
public final class BatchNorm implements Layer {
  private final Parameter weight;
  private final Parameter bias;
  private final double momentum;
  private final double epsilon;
  private Tensor mean;
  private Tensor variance;
  private boolean training = true;

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
    this.weight = new Parameter(Tensor.ones(channels));
    this.bias = new Parameter(Tensor.zeros(channels));
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.mean = Scope.outside(() -> Tensor.zeros(channels));
    this.variance = Scope.outside(() -> Tensor.ones(channels));
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!training) {
      return Normalization.batchNorm(x, mean, variance, weight.value(), bias.value(), epsilon);
    }
    Normalization.BatchStatistics s =
        Normalization.batchNorm(x, weight.value(), bias.value(), epsilon);
    mean = Scope.outside(() -> Normalization.BatchStatistics.blend(mean, s.mean(), momentum));
    variance =
        Scope.outside(() -> Normalization.BatchStatistics.blend(variance, s.variance(), momentum));
    return s.output();
  }

  /** The running mean of each channel. */
  public Tensor runningMean() {
    return mean;
  }

  /** The running variance of each channel. */
  public Tensor runningVariance() {
    return variance;
  }

  @Override
  public void setTraining(boolean on) {
    training = on;
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
    return "BatchNorm " + weight.value().dim(0);
  }
}
