package io.cotangent.nn;

import io.cotangent.ArgumentException;
import org.jspecify.annotations.Nullable;

/**
 * Settings of batch and instance normalization, immutable: {@code b -> b.momentum(0.01)}.
 *
 * @param eps ε in √(σ² + ε)
 * @param momentum new running statistics are (1 − momentum)·old + momentum·batch; null for the mean
 *     of all batches
 * @param affine whether there are a scale {@code weight} and a shift {@code bias}
 * @param trackRunningStats whether there are running statistics; without them the batch's serve in
 *     evaluation too
 */
public record BatchNormSettings(
    double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats) {
  /** Checks the settings. */
  public BatchNormSettings {
    if (!(eps > 0) || (momentum != null && !(momentum >= 0 && momentum <= 1))) {
      throw new ArgumentException(
          "normalization: eps "
              + eps
              + " must be positive and momentum "
              + momentum
              + " in [0, 1]");
    }
  }

  /** With another ε. */
  public BatchNormSettings eps(double epsilon) {
    return new BatchNormSettings(epsilon, momentum, affine, trackRunningStats);
  }

  /** With another weight of the batch in running statistics. */
  public BatchNormSettings momentum(double ofBatch) {
    return momentum((Double) ofBatch);
  }

  /** With another weight of the batch in running statistics; null for the mean of all batches. */
  public BatchNormSettings momentum(@Nullable Double ofBatch) {
    return new BatchNormSettings(eps, ofBatch, affine, trackRunningStats);
  }

  /** With scale and shift or without. */
  public BatchNormSettings affine(boolean on) {
    return new BatchNormSettings(eps, momentum, on, trackRunningStats);
  }

  /** With running statistics or without. */
  public BatchNormSettings trackRunningStats(boolean on) {
    return new BatchNormSettings(eps, momentum, affine, on);
  }
}
