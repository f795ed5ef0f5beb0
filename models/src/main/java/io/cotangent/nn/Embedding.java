package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Lookup;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;

/**
 * Rows of a table {@code weight} [rows, width], standard normal at first, for indices of any shape:
 * [...] to [..., width].
 *
 * <pre>{@code
 * Layer words = new Embedding(30_000, 256, rng, e -> e.paddingIndex(0));
 * }</pre>
 */
public final class Embedding extends EmbeddingTable {
  private static final long serialVersionUID = 1;

  /** With PyTorch's defaults. */
  public Embedding(int rows, int width, Rng rng) {
    this(rows, width, rng, e -> e);
  }

  /**
   * With settings. A row that is looked up in training and whose norm is above the bound is scaled
   * down in the table; in evaluation the table stays as it is and the result is scaled.
   */
  public Embedding(int rows, int width, Rng rng, UnaryOperator<EmbeddingSettings> settings) {
    super(rows, width, rng, settings.apply(EmbeddingSettings.DEFAULT));
  }

  @Override
  protected Tensor forward(Tensor index) {
    return Lookup.embedding(index, table(index), paddingIndex());
  }
}
