package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Lookup;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The sum, mean or maximum of the rows of a table {@code weight} [rows, width] that a bag of
 * indices names: [bags, length] to [bags, width]. It is {@link Embedding} with a reduction, but
 * keeps no more than the result.
 */
public final class EmbeddingBag extends EmbeddingTable {
  private static final long serialVersionUID = 1;

  private final Lookup.BagMode mode;

  /** Of means, with PyTorch's defaults. */
  public EmbeddingBag(int rows, int width, Rng rng) {
    this(rows, width, Lookup.BagMode.MEAN, rng, e -> e);
  }

  /** With a reduction and settings; the row for padding does not count. */
  public EmbeddingBag(
      int rows,
      int width,
      Lookup.BagMode mode,
      Rng rng,
      UnaryOperator<EmbeddingSettings> settings) {
    super(rows, width, rng, settings.apply(EmbeddingSettings.DEFAULT));
    this.mode = mode;
  }

  @Override
  protected Tensor forward(Tensor index) {
    return Lookup.bag(index, table(index), mode, null, paddingIndex());
  }

  /** Sums with a factor for each index, of its shape. */
  public Tensor apply(Tensor index, Tensor factors) {
    return call(index, () -> Lookup.bag(index, table(index), mode, factors, paddingIndex()));
  }

  /**
   * Bags of different lengths, one behind the other in a row of indices.
   *
   * @param offsets where each bag begins, the first at 0
   * @param factors of sums, of the index's shape; null for none
   */
  public Tensor apply(Tensor index, long[] offsets, @Nullable Tensor factors) {
    return call(
        index, () -> Lookup.bag(index, offsets, table(index), mode, factors, paddingIndex()));
  }
}
