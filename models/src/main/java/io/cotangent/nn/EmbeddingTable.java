package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Tape;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/** What embeddings have in common: the {@code weight} [rows, width]. */
abstract sealed class EmbeddingTable extends Layer permits Embedding, EmbeddingBag {
  private static final long serialVersionUID = 1;

  private final Parameter weight;
  private final EmbeddingSettings settings;

  EmbeddingTable(int rows, int width, Rng rng, EmbeddingSettings settings) {
    String name = getClass().getSimpleName();
    if (rows < 1 || width < 1) {
      throw new ArgumentException(
          name + ": rows " + rows + " and width " + width + " must be positive");
    }
    Integer padding = settings.paddingIndex();
    if (padding != null && (padding < -rows || padding >= rows)) {
      throw new ArgumentException(
          name + ": padding index " + padding + " is outside of " + rows + " rows");
    }
    Tensor table = settings.init().make(rng, rows, width);
    if (padding != null) {
      long row = padding < 0 ? padding + rows : padding;
      table = table.indexFill(0, Tensor.of(table.backend(), new long[] {row}, Shape.of(1)), 0);
    }
    this.weight = parameter("weight", table);
    this.settings = settings;
  }

  /** The table. */
  public final Parameter weight() {
    return weight;
  }

  final @Nullable Integer paddingIndex() {
    return settings.paddingIndex();
  }

  /** The table for a look-up. */
  final Tensor table(Tensor index) {
    Tensor table = weight.value();
    Double bound = settings.maxNorm();
    if (bound == null || index.size() == 0) {
      return table;
    }
    Tensor factor = Tape.untracked(() -> factor(table.detach(), index, bound));
    if (!isTraining() || table != weight.leaf() || Tape.isRecomputing()) {
      return table.times(factor);
    }
    weight.set(Tape.untracked(() -> table.detach().times(factor)));
    return weight.value();
  }

  /** [rows, 1]: what brings rows that are looked up back within the bound, 1 for all others. */
  private static Tensor factor(Tensor table, Tensor index, double bound) {
    Tensor norm = table.norm(2, new int[] {1}, true);
    Tensor one = norm.onesLike();
    Tensor at = index.flatten().to(DType.I64).unsqueeze(1);
    Tensor used = norm.zerosLike().scatter(0, at, 1).ne(0);
    Tensor over = used.and(norm.gt(bound));
    return over.where(one.times(bound).div(norm.plus(1e-7)), one);
  }

  @Override
  protected final DType inputType() {
    return DType.I64;
  }

  @Override
  protected final String describe() {
    Tensor w = weight.leaf();
    return getClass().getSimpleName() + " " + w.dim(0) + " × " + w.dim(1);
  }
}
