package io.cotangent.nn;

import io.cotangent.ArgumentException;

/**
 * Settings of layer, group and root-mean-square normalization, immutable: {@code n -> n.eps(1e-6)}.
 *
 * @param eps ε in √(σ² + ε)
 * @param affine whether there is a scale {@code weight}
 * @param bias whether there is a shift {@code bias} beside the scale
 */
public record NormSettings(double eps, boolean affine, boolean bias) {
  /** PyTorch's defaults: ε = 1e-5, scale and shift. */
  public static final NormSettings DEFAULT = new NormSettings(1e-5, true, true);

  /** Checks the settings. */
  public NormSettings {
    if (!(eps > 0)) {
      throw new ArgumentException("normalization: eps " + eps + " must be positive");
    }
  }

  /** With another ε. */
  public NormSettings eps(double epsilon) {
    return new NormSettings(epsilon, affine, bias);
  }

  /** With scale and shift, or without both. */
  public NormSettings affine(boolean on) {
    return new NormSettings(eps, on, bias);
  }

  /** With a shift beside the scale or without. */
  public NormSettings bias(boolean on) {
    return new NormSettings(eps, affine, on);
  }
}
