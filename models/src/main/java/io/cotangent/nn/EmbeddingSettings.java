package io.cotangent.nn;

import io.cotangent.ArgumentException;
import org.jspecify.annotations.Nullable;

/**
 * Settings of tables, immutable: {@code e -> e.paddingIndex(0).maxNorm(1.0)}.
 *
 * @param paddingIndex a row of zeros that takes no gradient, negative from the end; null for none
 * @param maxNorm the largest 2-norm of a row that is looked up; null for none
 * @param init of the table
 */
public record EmbeddingSettings(
    @Nullable Integer paddingIndex, @Nullable Double maxNorm, Init init) {
  /** PyTorch's defaults: no padding, no bound, standard normal. */
  public static final EmbeddingSettings DEFAULT =
      new EmbeddingSettings(null, null, Init.normal(0, 1));

  /** Checks the settings. */
  public EmbeddingSettings {
    if (maxNorm != null && !(maxNorm > 0)) {
      throw new ArgumentException("Embedding: maxNorm " + maxNorm + " must be positive");
    }
  }

  /** With a row for padding, null for none. */
  public EmbeddingSettings paddingIndex(@Nullable Integer row) {
    return new EmbeddingSettings(row, maxNorm, init);
  }

  /** With a bound of the rows' norms. */
  public EmbeddingSettings maxNorm(double bound) {
    return maxNorm((Double) bound);
  }

  /** With a bound of the rows' norms, null for none. */
  public EmbeddingSettings maxNorm(@Nullable Double bound) {
    return new EmbeddingSettings(paddingIndex, bound, init);
  }

  /** With another table at first. */
  public EmbeddingSettings init(Init table) {
    return new EmbeddingSettings(paddingIndex, maxNorm, table);
  }
}
