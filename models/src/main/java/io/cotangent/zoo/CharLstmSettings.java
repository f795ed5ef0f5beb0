package io.cotangent.zoo;

import io.cotangent.ArgumentException;

/**
 * Settings of a {@link CharLstm}, immutable.
 *
 * @param embedding width of a character's vector
 * @param hidden width of the state of each layer
 * @param layers how many there are, one above the other
 * @param dropout between layers and before the output, in training
 */
public record CharLstmSettings(int embedding, int hidden, int layers, double dropout) {
  /** Vectors of 64, one layer of 256, no dropout. */
  public static final CharLstmSettings DEFAULT = new CharLstmSettings(64, 256, 1, 0);

  /** Checks the settings. */
  public CharLstmSettings {
    if (embedding < 1 || hidden < 1 || layers < 1 || !(dropout >= 0 && dropout < 1)) {
      throw new ArgumentException(
          "CharLstm: embedding "
              + embedding
              + ", hidden "
              + hidden
              + " and layers "
              + layers
              + " must be positive, dropout "
              + dropout
              + " in [0, 1)");
    }
  }

  /** With vectors of another width. */
  public CharLstmSettings embedding(int width) {
    return new CharLstmSettings(width, hidden, layers, dropout);
  }

  /** With states of another width. */
  public CharLstmSettings hidden(int width) {
    return new CharLstmSettings(embedding, width, layers, dropout);
  }

  /** With so many layers. */
  public CharLstmSettings layers(int count) {
    return new CharLstmSettings(embedding, hidden, count, dropout);
  }

  /** With dropout. */
  public CharLstmSettings dropout(double p) {
    return new CharLstmSettings(embedding, hidden, layers, p);
  }
}
