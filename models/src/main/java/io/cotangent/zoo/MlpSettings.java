package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.Ints;

/**
 * Settings of an {@link Mlp}, immutable.
 *
 * @param hidden the widths of the hidden layers, in order; none makes the model linear
 * @param dropout probability of a hidden number to be 0 in training
 */
public record MlpSettings(Ints hidden, double dropout) {
  /** Two hidden layers of 512, no dropout. */
  public static final MlpSettings DEFAULT = new MlpSettings(Ints.of(512, 512), 0);

  /** Checks the settings. */
  public MlpSettings {
    for (int i = 0; i < hidden.size(); i++) {
      if (hidden.get(i) < 1) {
        throw new ArgumentException("Mlp: hidden widths " + hidden + " must be positive");
      }
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new ArgumentException("Mlp: dropout " + dropout + " must be in [0, 1)");
    }
  }

  /** With hidden layers of other widths. */
  public MlpSettings hidden(int... widths) {
    return new MlpSettings(Ints.of(widths), dropout);
  }

  /** With dropout behind each hidden layer. */
  public MlpSettings dropout(double p) {
    return new MlpSettings(hidden, p);
  }
}
