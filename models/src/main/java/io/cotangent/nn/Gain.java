package io.cotangent.nn;

/** The factors of initial weights before a function, as PyTorch's {@code calculate_gain}. */
public final class Gain {
  private Gain() {}

  /** Before no function, a sigmoid or a convolution. */
  public static final double LINEAR = 1;

  /** Before tanh: 5/3. */
  public static final double TANH = 5.0 / 3;

  /** Before relu: √2. */
  public static final double RELU = Math.sqrt(2);

  /** Before selu: 3/4. */
  public static final double SELU = 0.75;

  /** Before leaky relu: √(2/(1 + slope²)). */
  public static double leakyRelu(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }
}
