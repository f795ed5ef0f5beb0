package io.cotangent.nn;

import io.cotangent.ArgumentException;

/**
 * Settings of recurrent networks and cells, immutable; PyTorch's defaults: one layer, one
 * direction, biases, sequences [T, N, in].
 *
 * <pre>{@code
 * Lstm lstm = new Lstm(64, 128, rng, r -> r.layers(2).bidirectional(true).batchFirst(true));
 * }</pre>
 *
 * @param layers how many layers there are, one above the other
 * @param bias whether there are biases
 * @param batchFirst whether sequences are [N, T, in] instead of [T, N, in]
 * @param dropout probability of an element between layers to be 0 in training
 * @param bidirectional whether each layer runs backward as well, the outputs side by side
 * @param projection width that an LSTM's hidden state is projected to, 0 for none
 * @param nonlinearity of a plain recurrent network
 */
public record RnnSettings(
    int layers,
    boolean bias,
    boolean batchFirst,
    double dropout,
    boolean bidirectional,
    int projection,
    Nonlinearity nonlinearity) {
  /** The function of a plain recurrent network. */
  public enum Nonlinearity {
    /** tanh. */
    TANH,
    /** max(x, 0). */
    RELU
  }

  /** PyTorch's defaults. */
  public static final RnnSettings DEFAULT =
      new RnnSettings(1, true, false, 0, false, 0, Nonlinearity.TANH);

  /** Checks the settings. */
  public RnnSettings {
    if (layers < 1 || !(dropout >= 0 && dropout < 1) || projection < 0) {
      throw new ArgumentException(
          "recurrent network: layers "
              + layers
              + " must be 1 or more, dropout "
              + dropout
              + " in [0, 1), projection "
              + projection
              + " 0 or more");
    }
  }

  /** With so many layers. */
  public RnnSettings layers(int count) {
    return new RnnSettings(
        count, bias, batchFirst, dropout, bidirectional, projection, nonlinearity);
  }

  /** With biases or without. */
  public RnnSettings bias(boolean on) {
    return new RnnSettings(
        layers, on, batchFirst, dropout, bidirectional, projection, nonlinearity);
  }

  /** With sequences [N, T, in], or [T, N, in]. */
  public RnnSettings batchFirst(boolean on) {
    return new RnnSettings(layers, bias, on, dropout, bidirectional, projection, nonlinearity);
  }

  /** With dropout between layers. */
  public RnnSettings dropout(double p) {
    return new RnnSettings(layers, bias, batchFirst, p, bidirectional, projection, nonlinearity);
  }

  /** With both directions or one. */
  public RnnSettings bidirectional(boolean on) {
    return new RnnSettings(layers, bias, batchFirst, dropout, on, projection, nonlinearity);
  }

  /** With an LSTM's hidden state projected to a width (Sak et al. 2014). */
  public RnnSettings projection(int width) {
    return new RnnSettings(layers, bias, batchFirst, dropout, bidirectional, width, nonlinearity);
  }

  /** With another function in a plain recurrent network. */
  public RnnSettings nonlinearity(Nonlinearity function) {
    return new RnnSettings(layers, bias, batchFirst, dropout, bidirectional, projection, function);
  }
}
